# A log whose oldest entries are gone: the mirror begins behind them, and says so.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
grow 2000
for n in 000 001 002; do rm log/tile/entries/$n log/tile/0/$n; done
status sync_log --jobs 1 log
rm -r mirror
status sync_log --start-at 2001 log
sync_log --start-at 1000 log
status sync_log --start-at 0 log
grow 2600
sync_log -q log
tlog-verify log --log-key "$LOG_VKEY" --range 768: mirror
