# An update is byte for byte what a new index is; where nothing came, the file stays.
. "$TESTS/cli/vindex-build/common.sh"
prepare
build --key-field name --out index > /dev/null
cp index old
build --key-field name --out index --update
cmp index old
{ echo '{"name":"aaa"}'; echo '{"name":"zlib"}'; number_lines 600; } > more
tlog-append --log log --key key --no-trailer more > /dev/null
build --key-field name --out index --update
build --key-field name --out new
cmp index new
