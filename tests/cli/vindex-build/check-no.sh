# A map that does not do the same again.
. "$TESTS/cli/vindex-build/common.sh"
prepare
echo zlib > key-of-all
build --map 'while read -r line; do cat key-of-all; done' --out index
echo pip > key-of-all
status build --map 'while read -r line; do cat key-of-all; done' --out index --check
