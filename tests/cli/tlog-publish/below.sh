# Below the quorum nothing changes.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
nobody 2 2
remembered 1
cp log/.tlog/publish before
status publish
cmp before log/.tlog/publish
test ! -e log/checkpoint
