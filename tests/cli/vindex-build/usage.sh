. "$TESTS/cli/vindex-build/common.sh"
prepare
touch there
status build --out index
status build --out index --key-field name --map cat
status build --out index --key-field build
status build --out index --key-field name --update --check
status build --out - --key-field name
status build --out index --key-field name --memory 1M
status build --out there --key-field name
status build --out . --key-field name --update
status build --out none/index --key-field name
status vindex-build --log log --key-field name --out index
ls
