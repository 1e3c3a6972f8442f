# With the log: the anchor and the proof of it; with the entries, proofs that tlog-verify takes. The index, brought up to
# date, has the same root and the same anchor; its next root has an anchor of its own.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
anchor
vindex-lookup --index index --log log --log-key "$LOG_VKEY" zlib
vindex-lookup --index index --log log --log-key "$LOG_VKEY" --entries zlib pip > answers
sed 's/"proof":"[^"]*"/"proof":"..."/' answers | grep '"type":"proof"'
tail -n 1 answers
tlog-verify proof --log-key "$LOG_VKEY" --batch answers
tlog-verify lookup --log-key "$LOG_VKEY" answers | grep -o '"uncovered.*'
echo '{"n":7}' | tlog-append --log log --key key --no-trailer --quiet
vindex-build --log log --log-key "$LOG_VKEY" --key-field name --out index --update | head -n 1
vindex-lookup --verbose --index index --log log zlib | tlog-verify lookup --log-key "$LOG_VKEY" | grep -o '"uncovered.*'
echo '{"name":"zlib"}' | tlog-append --log log --key key --no-trailer --quiet
vindex-lookup --verbose --index index --log log zlib | tlog-verify lookup --log-key "$LOG_VKEY" | grep -o '"uncovered.*'
vindex-build --log log --log-key "$LOG_VKEY" --key-field name --out index --update | head -n 1
status vindex-lookup --index index --log log zlib
anchor
vindex-lookup --index index --log log zlib | tlog-verify lookup --log-key "$LOG_VKEY"
