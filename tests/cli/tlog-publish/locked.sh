# Another publisher, and another process that works on the log.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
publish > out
for lock in publish.lock lock; do
  status flock "log/.tlog/$lock" tlog-publish --log log --policy policy 2>&1
done
