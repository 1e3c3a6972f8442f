# What was said before counts: nobody is asked, and what is published verifies.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
nobody 3 2
remembered 1 3
publish
tlog-verify checkpoint --policy policy log/checkpoint
# One that is not in the policy any more is not published.
nobody 1 1
publish
tlog-verify checkpoint --policy policy log/checkpoint
grep -c witness log/checkpoint
