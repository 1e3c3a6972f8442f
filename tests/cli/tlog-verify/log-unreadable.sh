# What cannot be read is not a no: 74. Next to a bad object the no wins.
log_key key
number_log 700 log
rm log/tile/entries/001 log/tile/1/000.p/2
ln -s 001 log/tile/entries/001
mkdir log/tile/1/000.p/2
status tlog-verify log --log-key "$LOG_VKEY" log
rm log/tile/0/000
status tlog-verify log --log-key "$LOG_VKEY" log
