# An answer that leaves out an entry, adds one, calls a present key absent or an absent one present, is another key's, or
# is of another index.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
root=$(sed -n 's/.*"root_hex":"\([0-9a-f]*\)".*/\1/p' built)
verify() { tlog-verify lookup --partial --root-hex "$root" "$@"; }
vindex-lookup --index index zlib | head -n 1 > zlib
vindex-lookup --index index conda | head -n 1 > conda
verify zlib > out || echo "status $?"
tail -n 2 out
verify conda > out || echo "status $?"
tail -n 2 out
for change in 's/\[0,2\]/[0]/' 's/\[0,2\]/[0,1,2]/' 's/true/false/' 's/true/false/;s/\[0,2\]/[]/' 's/"zlib"/"pip"/' \
  's/"root_hex":"5/"root_hex":"4/' 's/"tree_size":6/"tree_size":2/'; do
  sed "$change" zlib > changed
  verify changed > out || echo "status $?"
  head -n 1 out
done
sed 's/false/true/;s/"indices":\[\]/"indices":[0]/' conda > changed
verify changed > out || echo "status $?"
head -n 1 out
sed 's/"proof":\[{[^}]*},*/"proof":[/' zlib > changed
verify changed > out || echo "status $?"
head -n 1 out
