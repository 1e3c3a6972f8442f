# Files that siglog itself would not start with, and what is left out of those that it would.
. "$TESTS/cli/vindex-build/common.sh"
read_wal() { status vindex-build --from-siglog wal "$@"; }
read_wal
siglog_wal 'foo@0 bar@1 @2' > good
siglog_wal 'foo@1' > wal
read_wal
cp good wal
read_wal --size 4
head -c 90 good > wal
read_wal
read_wal --size 2
cp good wal
flip wal 50
read_wal
siglog_wal 'foo@0 bar@1 @9 foo@2' > wal
read_wal --size 2
read_wal --size 0
cp good wal
vindex-build --from-siglog good --to-siglog-snapshot wal.snapshot -q > /dev/null
read_wal --size 2
flip wal.snapshot 30
read_wal --size 3
head -c 20 wal.snapshot > short
mv short wal.snapshot
siglog_wal '@2 @3' > wal
read_wal
status vindex-build --from-siglog good --to-siglog-snapshot wal.snapshot
status vindex-build --from-siglog good --to-siglog-snapshot .
status vindex-build --from-siglog good --to-siglog-snapshot none/x
ls
