# Every bad object is listed, in the order of the log, and only those.
log_key key
number_log 70000 log
flip log/tile/entries/007 100
flip log/tile/0/009 100
flip log/tile/1/001.p/17 100
rm log/tile/entries/011
rm log/tile/0/012
truncate -s 8191 log/tile/0/013
printf x >> log/tile/0/014
printf x >> log/tile/entries/015
flip log/tile/entries/016 1
flip log/tile/entries/273.p/112 30
status tlog-verify log -j 1 --log-key "$LOG_VKEY" log
tlog-verify log -j 1 --log-key "$LOG_VKEY" log > one 2> /dev/null || true
tlog-verify log -j 8 --log-key "$LOG_VKEY" log 2> /dev/null | cmp - one
