. "$TESTS/cli/tlog-sync/common.sh"
prepare
sync_log --dry-run log
[ ! -e mirror ]
sync_log -q log > made
grow 4000
sync_log -n --checkpoint-every 256 log
sync_log -q log > made
sync_log -n log
