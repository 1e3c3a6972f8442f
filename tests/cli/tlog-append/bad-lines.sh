# Bad input leaves the log as it was.
. "$TESTS/cli/tlog-append/common.sh"
prepare
cp -r log before
try() {
  printf '%s\n' "$@" > bad
  status append bad
  diff -r before/tile log/tile
  cmp before/checkpoint log/checkpoint
  test ! -e log/.tlog/stage
}
try '{"n":2}' '[]'
try '{"n":2}' ''
try '{"n":2}'
try '{"n":2}' '{"tlog-tools":"end","entries":2,"root_hash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}'
try '{"n":2}' '{"tlog-tools":"end","entries":1,"root_hash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}'
number_lines 2000 > many
echo '"no object"' >> many
status append --no-trailer many
diff -r before/tile log/tile
test ! -e log/.tlog/stage
