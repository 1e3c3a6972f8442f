# Command lines that are wrong.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
status tlog-publish --policy policy
status tlog-publish --log log
status tlog-publish --log log --log-key "$LOG_VKEY"
status publish --timeout 0
status publish --extra 100000
