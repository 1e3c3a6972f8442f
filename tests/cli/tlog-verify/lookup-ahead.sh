# An answer of an index that is ahead of the checkpoint that its anchor is proved in, which entries without keys allow.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
anchor
cp -R log older
echo '{"n":8}' | tlog-append --log log --key key --no-trailer --quiet > /dev/null
vindex-build --log log --log-key "$LOG_VKEY" --key-field name --out index --update > /dev/null
vindex-lookup --index index --log older zlib > answers
tlog-verify lookup --log-key "$LOG_VKEY" answers
