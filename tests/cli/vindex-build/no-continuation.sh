# A log that is smaller than what the index covers, one that begins otherwise, and another log.
. "$TESTS/cli/vindex-build/common.sh"
prepare
build --key-field name --out index > /dev/null
cp index old
rm -r log
number_log 3 log
status build --key-field name --out index --update
rm -r log
number_log 6 log
status build --key-field name --out index --update
rm -r log
number_log 9 log
status build --key-field name --out index --update
status build --key-field name --out index --check
status build --key-field filename --out index --update
cmp index old
