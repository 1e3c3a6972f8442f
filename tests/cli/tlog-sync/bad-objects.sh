# Objects of the log that are wrong or missing: named, and what is good stays.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
grow 5000
flip log/tile/entries/005 10
status sync_log --jobs 1 --checkpoint-every 1024 log
[ ! -e mirror/checkpoint ]
[ ! -e mirror/tile/entries/005 ]
flip log/tile/entries/005 10
mv log/tile/entries/012 kept
status sync_log --jobs 1 log
mv kept log/tile/entries/012
mv mirror first
flip log/tile/entries/019.p/136 2
status sync_log --jobs 1 log
flip log/tile/entries/019.p/136 2
rm -r mirror
mv first mirror
sync_log -q --jobs 1 log
tlog-verify log --log-key "$LOG_VKEY" mirror > verified
