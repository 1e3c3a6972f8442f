# The record holds the document.
log_key key
number_log 2 log
tlog-prove inclusion --log log --index 1 --format jsonl
