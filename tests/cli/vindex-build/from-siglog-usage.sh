. "$TESTS/cli/vindex-build/common.sh"
prepare
siglog_wal 'foo@0' > wal
status vindex-build --from-siglog wal --out index
status vindex-build --from-siglog wal --key-field name
status vindex-build --from-siglog wal --check
status vindex-build --from-siglog wal --update
status vindex-build --from-siglog wal --to-siglog-snapshot -
status vindex-build --to-siglog-snapshot x
status vindex-build --anchor index --from-siglog wal
status build --key-field name --out index --size 3
status build --key-field name --out index --from-siglog wal --update
status build --key-field name --out index --from-siglog wal --memory 16M
status build --key-field name --out index --check --to-siglog-snapshot x
touch x
status build --key-field name --out index --to-siglog-snapshot x
ls
status build --key-field name --out index --to-siglog-snapshot index
status vindex-build --from-siglog wal --to-siglog-snapshot wal --update
