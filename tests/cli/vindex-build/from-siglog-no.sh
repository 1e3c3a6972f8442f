# Siglog's index is not that of the log: a key too many, one too few, another one; no index is put in place.
. "$TESTS/cli/vindex-build/common.sh"
prepare
for wal in 'zlib@0 pip@1 zlib@2 @3 pip@4 zlib+pip@5' 'zlib@0 pip@1 zlib@2 @3 @4 zlib@5' 'zlib@0 pop@1 zlib@2 @3 @4 zlib+pip@5' \
  '@0 @1 @2 @3 @4 @5'; do
  siglog_wal "$wal" > wal
  status build --key-field name --out index --from-siglog wal --to-siglog-snapshot new.snapshot
done
ls
