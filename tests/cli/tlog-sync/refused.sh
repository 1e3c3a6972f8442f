# A log that went back, and one that forked, at the same size and at a larger one: the mirror stays as it was.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
sync_log -q log > made
cp -r mirror before
number_log 590 smaller
status sync_log smaller
other_log 600 fork
status sync_log fork
other_log 700 larger
status sync_log larger
other_log 4000 much-larger
status sync_log --checkpoint-every 256 much-larger
diff -r -x .tlog before mirror
cmp before/.tlog/sync mirror/.tlog/sync
(cd mirror/.tlog/evidence && find . -maxdepth 1 -name '*-*' | LC_ALL=C sort | sed 's/-[0-9a-f]\{8\}/-HASH/')
# The log goes on where it was: so does the mirror.
grow 601
sync_log -q log
