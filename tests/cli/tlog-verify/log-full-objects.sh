# Partial objects that were deleted after their full ones came: the full ones stand in, and are checked.
log_key key
number_log 300 log
number_log 512 grown
cp grown/tile/0/001 log/tile/0/001
cp grown/tile/entries/001 log/tile/entries/001
rm -r log/tile/0/001.p log/tile/entries/001.p
tlog-verify log --log-key "$LOG_VKEY" log
flip log/tile/entries/001 3
status tlog-verify log --log-key "$LOG_VKEY" log
