# A pipe or a device in the place of an object keeps nobody waiting: it cannot be read, which is not a no.
log_key key
number_log 700 log
verify() { status timeout 20 tlog-verify log -j 2 --log-key "$LOG_VKEY" log; }
rm log/tile/entries/001 log/tile/0/000 log/tile/1/000.p/2 log/tile/0/002.p/188
mkfifo log/tile/entries/001 log/tile/1/000.p/2
ln -s /dev/zero log/tile/0/000
mkdir log/tile/0/002.p/188
verify
rm log/checkpoint
mkfifo log/checkpoint
verify
