# An index that lacks an entry of its log is found by making it again.
. "$TESTS/cli/vindex-build/common.sh"
prepare
build --key-field name --out index > /dev/null
build --key-field name --out index --check
echo '{"name":"more"}' | tlog-append --log log --key key --no-trailer > /dev/null
build --key-field name --out index --check --verbose
build --map "sed -n 's/.*\"name\":\"\([a-z]*\)\".*/\1/p;t;s/.*//p'" --out own
status build --key-field name --out own --check
flip index 4200
status build --key-field name --out index --check
status build --key-field name --out missing --check
