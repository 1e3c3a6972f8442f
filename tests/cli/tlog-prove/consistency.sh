# Every tree that the log was; the newer one is that of the checkpoint where --new does not say another.
log_key key
number_log 700 log
number_log 0 empty
tlog-prove consistency --log log --old 256
tlog-prove consistency --log log --old 700 --new 700
tlog-prove consistency --log log --old 0
tlog-prove consistency --log log --old 3 --new 4 -o written
cat written
tlog-prove consistency --log log --old 513 --new 600 --log-key "$LOG_VKEY"
tlog-prove consistency --log empty --old 0
