# An index is built, and siglog's is the same; a snapshot for siglog; what is missing or of no use is told.
. "$TESTS/cli/vindex-build/common.sh"
prepare
build --key-field name --out plain > /dev/null
siglog_wal 'zlib@0 pip@1 zlib@2 @3 @4 zlib+pip+zlib@5' > wal
build --key-field name --out index --from-siglog wal --to-siglog-snapshot sorted.snapshot
cmp plain index
cp sorted.snapshot wal.snapshot
rm wal index
build --key-field name --out index --from-siglog wal
cmp plain index
build --key-field name --out index --update --to-siglog-snapshot again.snapshot
cmp sorted.snapshot again.snapshot
rm index wal.snapshot
build --key-field name --out index --from-siglog wal
cmp plain index
siglog_wal 'zlib@0 pip@1 zlib@2 @3 @4' > wal
rm index
build --key-field name --out index --from-siglog wal
rm index
siglog_wal 'zlib@0 pip@1 @3' > wal
build --key-field name --out index --from-siglog wal
cmp plain index
rm index
siglog_wal 'zlib@0 pip@1 zlib@2 @3 @4 zlib+pip+zlib@5 pip@6' > wal
build --key-field name --out index --from-siglog wal
cmp plain index
