# What is bad in the mirror is found and mended, and kept elsewhere.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
grow 3000
sync_log -q log > made
flip mirror/tile/entries/003 100
flip mirror/tile/0/007 5
rm mirror/tile/entries/010
sync_log -q --check log
tlog-verify log --log-key "$LOG_VKEY" mirror > verified
ls mirror/.tlog/quarantine
