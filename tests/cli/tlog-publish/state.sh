# What is remembered, damaged.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
echo garbage > log/.tlog/publish
status publish
printf 'tlog-tools publish 1\nsize 12 key\n\n' > log/.tlog/publish
status publish
printf 'tlog-tools publish 1\nsize 12 %s\n' "$(witness_vkey 1)" > log/.tlog/publish
status publish
printf 'tlog-tools publish 1\n\n' > log/.tlog/publish
publish
