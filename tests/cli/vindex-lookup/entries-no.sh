# Entries that are not those of the log; and an index that has been made of another key's entries, whose root its log
# anchors all the same: the entries show it.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
anchor
cp log/tile/entries/000.p/7 bundle
flip log/tile/entries/000.p/7 12
status vindex-lookup --index index --log log --entries zlib > out
sed 's/"anchor_proof":"[^"]*"/"anchor_proof":"..."/;s/"proof":"c2[^"]*"/"proof":"..."/' out
cp bundle log/tile/entries/000.p/7
vindex-build --log log --log-key "$LOG_VKEY" --map "sed 's/.*/zlib/'" --out mapped > /dev/null
python3 - <<'X'
import base64, hashlib, re
data = open("mapped", "rb").read()
lines = re.sub(rb"map sha256 [0-9a-f]*", b"map field name", data[:data.index(b"sum ")])
lines += b"sum " + base64.b64encode(hashlib.sha256(lines).digest()) + b"\n"
open("index", "wb").write(lines.ljust(4096, b"\0") + data[4096:])
X
anchor
status vindex-lookup --index index --log log --entries zlib > out
sed 's/"anchor_proof":"[^"]*"/"anchor_proof":"..."/;s/"proof":"c2[^"]*"/"proof":"..."/' out | grep -v '"type":"proof"'
grep '^{' out > answers
tlog-verify lookup --log-key "$LOG_VKEY" answers | tail -n 1
