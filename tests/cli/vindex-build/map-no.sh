# A command that fails, one that says too little or too much, and one that does not read.
. "$TESTS/cli/vindex-build/common.sh"
prepare
status build --map 'cat > /dev/null; exit 3' --out index
status build --map 'sed 1d' --out index
status build --map 'cat; echo more' --out index
status build --map 'cat; printf more' --out index
status build --map 'kill -9 $$' --out index
ls
