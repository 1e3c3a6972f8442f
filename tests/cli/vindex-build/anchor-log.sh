# With the log: nothing but the trailer where it has an anchor of the root, and the anchor where the root is another.
. "$TESTS/cli/vindex-build/common.sh"
prepare
again() { build --key-field name --out index --update | grep -o '"tree_size.*'; }
print() { vindex-build --anchor index --log log "$@"; }
build --key-field name --out index > /dev/null
print --log-key "$LOG_VKEY"
print | tlog-append --log log --key key --quiet
print --log-key "$LOG_VKEY"
print | tlog-append --log log --key key --quiet
again
print
echo '{"n":7}' | tlog-append --log log --key key --no-trailer --quiet
again
print
echo '{"name":"zlib"}' | tlog-append --log log --key key --no-trailer --quiet
print
again
print
# An anchor of another map, or one that says that it covers what is behind it, is none of this index.
print | sed 's/"name"/"filename"/' | head -n 1 | tlog-append --log log --key key --no-trailer --quiet
print | sed 's/"tree_size":[0-9]*/"tree_size":99/' | head -n 1 | tlog-append --log log --key key --no-trailer --quiet
print
mv log/tile/entries/000.p/11 moved
status print
mv moved log/tile/entries/000.p/11
status vindex-build --anchor index --log missing
status vindex-build --anchor index --key-field name
status vindex-build --anchor index --log log --log-key "$LOG_VKEY" --policy log/checkpoint
status vindex-build --anchor=x --spill-root=y
