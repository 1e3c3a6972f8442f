# No log, one that was not signed here, no policy.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
status tlog-publish --log nothing --policy policy
mkdir -p other/.tlog
status tlog-publish --log other --policy policy
status publish --policy missing
printf 'quorum none\n' > policy
status publish
