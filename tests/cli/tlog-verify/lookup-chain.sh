# Answers by the chain: policy, checkpoint, anchor, root, answer. The verdict says what the answer does not cover.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
anchor
policy 3 2 > policy
cosign 1 1700000000 < log/checkpoint > one
cosign 2 1700000001 < one > log/checkpoint
vindex-lookup --index index --log log --policy policy zlib conda yaml > answers || true
tlog-verify lookup --policy policy answers
TLOG_POLICY=policy tlog-verify lookup --key-field name answers | tail -n 1
tlog-verify lookup --log-key "$LOG_VKEY" answers | tail -n 1
root=$(sed -n 's/.*"root_hex":"\([0-9a-f]*\)".*/\1/p' built)
TLOG_POLICY=policy tlog-verify lookup --root-hex "$root" answers | tail -n 1
vindex-build --log log --policy policy --map 'cut -c 10-13' --out mapped > /dev/null
mv mapped index
anchor
vindex-lookup --index index --log log zlib | tlog-verify lookup --log-key "$LOG_VKEY"
