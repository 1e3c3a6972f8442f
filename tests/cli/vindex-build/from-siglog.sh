# Siglog's files without their log: the published bytes and roots, and a snapshot that is what siglog writes.
. "$TESTS/cli/vindex-build/common.sh"
bytes() { od -An -v -tx1 "$1" | tr -d ' \n' && echo; }
siglog_wal 'foo@0 bar@1 @2' > wal
sha256sum wal
vindex-build --from-siglog wal
siglog_wal 'foo@0 bar@1 foo@2' > wal
vindex-build --from-siglog wal --size 3 --to-siglog-snapshot wal.snapshot
bytes wal.snapshot
: > wal # as siglog leaves it
vindex-build --from-siglog wal --size 3
siglog_wal 'foo@2 baz@3' 2 > wal
siglog_wal '@4' >> wal
vindex-build --from-siglog wal --size 5 --to-siglog-snapshot wal.snapshot --update
rm wal
vindex-build --from-siglog wal
: > none
vindex-build --from-siglog none --size 0 --to-siglog-snapshot none.snapshot
bytes none.snapshot
ls
