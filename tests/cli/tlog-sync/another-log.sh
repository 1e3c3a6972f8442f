# A directory that is a log of its own, or the mirror of another one; the mirror as its own source.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
status tlog-sync --log log --log-key "$LOG_VKEY" missing
sync_log -q log > made
number_lines 700 | tlog-import --log other --origin other.example/log --key key --no-trailer > imported 2> warned
status sync_log --origin other.example/log other
status sync_log mirror
status sync_log --check --origin other.example/log other
