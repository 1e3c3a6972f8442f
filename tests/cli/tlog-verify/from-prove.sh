# What tlog-prove writes is what tlog-verify reads: many inclusion proofs, and consistency.
log_key key
number_log 300 old
number_log 700 log
printf '{"index":0}\n{"index":299}\n{"index":699}\n' | tlog-prove inclusion -q --log log --batch - > proofs
tlog-verify proof --log-key "$LOG_VKEY" --batch proofs
tlog-prove consistency -q --log log --old 300 > proof
tlog-verify consistency --log-key "$LOG_VKEY" --old old/checkpoint --new log/checkpoint --proof proof
