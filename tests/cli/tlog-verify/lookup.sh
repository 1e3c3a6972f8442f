# Answers, present and absent, through a pipe and from a file.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
root=$(sed -n 's/.*"root_hex":"\([0-9a-f]*\)".*/\1/p' built)
vindex-lookup --index index zlib conda yaml > answers || true
tlog-verify lookup --root-hex "$root" answers
seq 300 | vindex-lookup --index index | tlog-verify lookup --root-hex "$root" | tail -n 1
