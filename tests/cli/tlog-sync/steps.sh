# Small steps; a sentinel stops it after the first one, and stays; the next run goes on there.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
grow 1100
mkdir -p mirror/.tlog
echo live > mirror/.tlog/yield
status sync_log --checkpoint-every 512 --yield-status 3 log
cat mirror/.tlog/yield
[ ! -e mirror/checkpoint ]
rm mirror/.tlog/yield
cat > told <<'END'
echo "at $TLOG_SYNC_NEXT of $TLOG_SYNC_TREE_SIZE in $TLOG_SYNC_DIR"
END
sync_log --checkpoint-every 256 --at-checkpoint '. ./told' log
diff -r -x .tlog log mirror > only || true
cat only
