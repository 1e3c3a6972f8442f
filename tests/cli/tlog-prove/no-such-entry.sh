# A definite no: 1. What ends in a line end is looked for with it, and a hint says what would have been found.
log_key key
number_log 300 log
number_log 0 empty
status tlog-prove inclusion --log log --index 300
status tlog-prove inclusion --log empty --index 0
printf '{"n":300}' > missing
status tlog-prove inclusion --log log --entry missing
printf '{"n":7}\n' > entry
status tlog-prove inclusion --log log --entry entry
status tlog-prove inclusion --log empty --entry entry
