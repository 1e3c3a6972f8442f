# The anchor is an entry of the log, without keys: the root of the next index is the same.
. "$TESTS/cli/vindex-build/common.sh"
prepare
build --key-field name --out index
build --map 'cut -c 1' --out mapped > /dev/null
vindex-build --anchor mapped
vindex-build --anchor index | tee anchor
tlog-append --log log --key key anchor
build --key-field name --out index --update
status vindex-build --anchor key
status vindex-build --anchor missing
status vindex-build --anchor index --out other
