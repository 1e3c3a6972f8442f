# A mirror of a small log, and the log grows; then nothing is new.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
sync_log log
same
grow 1000
sync_log log
tlog-verify log --log-key "$LOG_VKEY" mirror > verified
sync_log -q log
grow 1001
sync_log -q --prune-partials log
find mirror/tile -path '*.p/*' | LC_ALL=C sort
