# The age of cosignatures, and those from the future: what does not count is told, and why.
log_key key
number_log 3 log
policy 3 2 > policy
cosign 1 1679315147 < log/checkpoint | cosign 2 4102444800 > past-and-future
cosign 3 1679315147 < past-and-future > enough
verify() { status tlog-verify checkpoint --policy policy "$@"; }
verify past-and-future
verify enough
verify --max-future 100000000000 past-and-future
verify --max-age 100000000000 enough
verify --max-age 60 enough
verify --max-age 60 --max-future 100000000000 enough
# An old cosignature beside a fresh one of the same witness.
cosign 1 4102444800 < enough > newer
verify --max-age 60 --max-future 100000000000 newer
# The largest time there is, which no record could hold.
cosign 2 9223372036854775807 < log/checkpoint > never
verify never
# Without witnesses nobody says how old a checkpoint is.
status tlog-verify checkpoint --log-key "$LOG_VKEY" --max-age 60 log/checkpoint
{ echo "log $LOG_VKEY"; echo 'quorum none'; } > no-witnesses
status tlog-verify checkpoint --policy no-witnesses --max-age 60 log/checkpoint
