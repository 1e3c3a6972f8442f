# Several copies of a log: what one does not give, the others do, with a warning.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
grow 3000
cp -r log copy
flip copy/tile/entries/003 9
rm copy/tile/entries/005
sync_log -q log copy
cmp mirror/checkpoint log/checkpoint
tlog-verify log --log-key "$LOG_VKEY" mirror > verified
# But for a fork: the log has signed both.
other_log 3000 other
status sync_log -q other log
status sync_log -q -n other log
find mirror/.tlog/evidence -type f | sed 's/-[^-]*$//' | sort
status sync_log -q log other
