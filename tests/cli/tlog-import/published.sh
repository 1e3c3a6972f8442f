# What was published bounds a resumed run as what was signed does, and has to have our signature.
log_key key
number_log 300 log
number_lines 300 > entries
import() { status tlog-import --log log --origin conda.example/log --key key --no-trailer --resume "$@"; }
rm log/.tlog/signed
number_lines 600 | import
sed -i 's/^boot ./boot x/' log/.tlog/import
seq 1 300 | sed 's/.*/{"n":&}/' | import
test ! -e log/.tlog/signed
import entries
cp log/checkpoint good
sed -i '$s/5I4D\/../5I4D\/AA/' log/checkpoint
import entries
sed '$s/5I4D/5I4E/' good > log/checkpoint
import entries
cp good log/checkpoint
import --defer-publish entries
tlog-verify log --log-key "$LOG_VKEY" log
: > log/.tlog/import
import entries
status tlog-import --log log --origin conda.example/log --key key --no-trailer entries
