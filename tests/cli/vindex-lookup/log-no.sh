# A log that does not anchor the index, is by somebody else, another one, a shorter one, or lacks a file; a published
# checkpoint that is behind the index.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
ask() { status vindex-lookup --index index --log log --log-key "$LOG_VKEY" "$@"; }
ask zlib
cp -R log unanchored
anchor
ask --origin another.example/log zlib
tlog-key new --name conda.example/other --out other.key > /dev/null
echo '{"name":"zlib"}' | tlog-import --log other --origin conda.example/other --key other.key --no-trailer > /dev/null
status vindex-lookup --index index --log other zlib
for i in 1 2 3 4 5 6; do echo '{"name":"qt"}'; done |
  tlog-import --log forked --origin conda.example/log --key key --no-trailer > /dev/null
status vindex-lookup --index index --log forked zlib
# What comes behind the anchor is covered by another index, whose checkpoint nobody has.
echo '{"name":"tk"}' | tlog-append --log log --key key --no-trailer --quiet > /dev/null
vindex-build --log log --log-key "$LOG_VKEY" --key-field name --out ahead > /dev/null
status vindex-lookup --index ahead --log unanchored zlib
mv log/tile/entries/000.p/8 moved
ask zlib
mv moved log/tile/entries/000.p/8
ask zlib > /dev/null
status vindex-lookup --index index --log missing zlib
status vindex-lookup --index index --log log --policy missing zlib
status vindex-lookup --index index --entries zlib
status vindex-lookup --index index --log log --prefix z
status vindex-lookup --index index --log-key "$LOG_VKEY" zlib
