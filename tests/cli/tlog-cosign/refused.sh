# Each status has its exit status, and a message with the status in it; nothing is printed to standard output.
log_key key
witness_key witness
number_log 3 log
cosign() { tlog-cosign --state sqlite:witness.db --key witness --log-key "$LOG_VKEY" "$@"; }
tlog-prove request --log log --old 0 > from-nothing
status cosign < from-nothing > /dev/null
status cosign < from-nothing
status cosign --origin example.org/other < from-nothing
sed 's/^old 0/old 3/; s/^3$/4/' from-nothing | status cosign
tlog-prove request --log log --old 2 > from-two
sed 's/^old 2/old 3/' from-two | status cosign
sed 's/^old 2/old 4/' from-two | status cosign
sed 's/^old 2/old 02/' from-two | status cosign
printf 'nothing of the kind\n' | status cosign
status cosign < /dev/null
sed "s/$(printf '\342\200\224') conda.*/$(printf '\342\200\224') somebody AAAAAAEC/" from-two | status cosign
