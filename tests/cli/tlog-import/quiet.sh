# With --quiet the summary alone, and the objects that are asked for.
. "$TESTS/cli/tlog-import/common.sh"
prepare
tlog-import --quiet --log one --origin conda.example/log --key key --no-trailer entries
tlog-import -q --objects --log two --origin conda.example/log --key key --no-trailer entries
