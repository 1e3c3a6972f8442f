# An object that cannot be read: nothing is known of it, another source has it.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
cp -r log copy
rm copy/tile/entries/001
mkdir copy/tile/entries/001
status sync_log -q copy
sync_log -q log copy
same
