# All objects agree with each other, but the signed root is that of other entries.
log_key key
number_log 512 log
seq 1 512 | sed 's/.*/{"n":&}/' | tlog-import --log other --origin conda.example/log --key key --no-trailer > /dev/null
cp other/checkpoint log/checkpoint
status tlog-verify log --log-key "$LOG_VKEY" log
number_log 0 empty
cp empty/checkpoint log/checkpoint
tlog-verify log --log-key "$LOG_VKEY" log
