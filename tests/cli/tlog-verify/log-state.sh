# What was verified is remembered; the next run proves that the log still contains it, and reads the rest alone.
log_key key
number_log 700 log
number_log 2000 grown
number_log 2000 bad
verify() { status tlog-verify log -j 1 --log-key "$LOG_VKEY" --state state "$@"; }
verify log
cat state
flip log/tile/entries/000 5
verify log
verify grown
cat state
ls
echo 'bad objects'
rm state
flip bad/tile/entries/003 5
verify bad
cat state
flip bad/tile/entries/003 5
flip bad/tile/1/000.p/7 40
verify bad
flip bad/tile/1/000.p/7 40
flip bad/tile/0/003 8
verify bad
flip bad/tile/0/003 8
verify bad
sed -n 5p state
echo 'a link stays one'
flip log/tile/entries/000 5
rm -f state real
ln -s real state
verify log
: > real
status tlog-verify log -q --log-key "$LOG_VKEY" --state real log
rm real
tlog-verify log -q --log-key "$LOG_VKEY" --state real log > verified
verify log
test -L state
