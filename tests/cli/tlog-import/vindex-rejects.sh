# Places where no index can be, and what makes none.
. "$TESTS/cli/tlog-import/common.sh"
prepare
status good --vindex index
status good --vindex-key name
status good --vindex - --vindex-key name
status good --vindex index --vindex-key build
status good --vindex index --vindex-key name --memory 1M
touch there
status good --vindex there --vindex-key name
status good --vindex . --vindex-key name
status good --vindex none/index --vindex-key name
status good --vindex log/checkpoint --vindex-key name
status good --vindex log/tile/x --vindex-key name
status good --vindex log/.tlog/lock --vindex-key name
echo '{}' > bad
status import bad --vindex index --vindex-key name
files
good --vindex index --vindex-key name --defer-publish
echo mine > index
status good --vindex index --vindex-key name --resume
cat index
files
status tlog-import --log=other --origin=example.com/log --key=key --memory=64M
status tlog-import --log=other --origin=example.com/log --key=key --spill-root=spill
