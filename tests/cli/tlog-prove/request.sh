# What a witness is sent: the old size, the proof, the checkpoint. Nothing is proved from nothing, or of an equal tree.
log_key key
number_log 700 log
tlog-prove request --log log --old 600
tlog-prove request --log log --old 0 -o from-nothing
cat from-nothing
tlog-prove request --log log --old 700 --format jsonl --log-key "$LOG_VKEY"
status tlog-prove request --log log --old 701
status tlog-prove request --log log --old 701 --format jsonl
