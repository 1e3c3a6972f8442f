# A chain with a link that does not hold; one of which it cannot be told.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
anchor
vindex-lookup --index index --log log zlib > answers
verify() { status tlog-verify lookup --log-key "$LOG_VKEY" "$@"; }
verify answers > /dev/null
# No: the answer, the anchor, its place, its proof, the checkpoint, the log.
for change in 's/\[0,2\]/[0]/' 's/\[0,2\]/[0,2,5]/' 's/true/false/;s/\[0,2\]/[]/' 's/"key":"zlib"/"key":"pip"/' \
  's/"indices":\[0,2\]/"indices":[0,6]/;s/"tree_size":6/"tree_size":7/' \
  's/tree_size\\":6/tree_size\\":5/' 's/tree_size\\":6/tree_size\\":9/' 's/vindex-root/vindex-rook/' \
  's/field\\":\\"name/field\\":\\"sha256/' 's/"field":"name"/"field":"sha256"/' 's/"field":"name"/"map_sha256_hex":"'"$(printf '%064d' 0)"'"/' \
  's/index 6/index 5/' 's/"origin":"conda/"origin":"Conda/' 's/\\nconda.example/\\nConda.example/' 's/ conda.example\/log 5/&5/'; do
  sed "1$change" answers > changed
  verify changed
done
verify --key-field filename answers
policy 2 2 > policy
status tlog-verify lookup --policy policy answers
# Entries of the log whose proofs hold: one that is no anchor; one that says that it covers what comes behind it.
with_anchor() {
  python3 - "$1" <<'X'
import json, subprocess, sys
lines = open("answers").read().splitlines()
record = json.loads(lines[0])
record["anchor"] = sys.argv[1]
proof = ["tlog-prove", "inclusion", "--log", "log", "--leaf", sys.argv[1]]
record["anchor_proof"] = subprocess.run(proof, stdout=subprocess.PIPE, check=True, text=True).stdout
open("changed", "w").write("\n".join([json.dumps(record)] + lines[1:]) + "\n")
X
}
with_anchor '{"name":"pip"}'
verify changed
vindex-build --anchor index | sed 's/:6,/:9,/' | head -n 1 > early
tlog-append --log log --key key --no-trailer --quiet early > /dev/null
with_anchor "$(cat early)"
verify changed
# The answer of an index whose root the log does not anchor, with the anchor of another.
echo '{"name":"tk"}' | tlog-append --log log --key key --no-trailer --quiet > /dev/null
vindex-build --log log --log-key "$LOG_VKEY" --key-field name --out other.index > /dev/null
vindex-lookup --index other.index tk > newer
python3 - <<'X'
import json
anchored = json.loads(open("answers").readline())
lines = open("newer").read().splitlines()
record = json.loads(lines[0])
record["anchor"], record["anchor_proof"] = anchored["anchor"], anchored["anchor_proof"]
open("changed", "w").write("\n".join([json.dumps(record)] + lines[1:]) + "\n")
X
verify changed
# Could not be told.
vindex-lookup --index index zlib > bare
verify bare
sed '1s/"anchor_proof":"c2sp/"anchor_proof":"C2sp/' answers > changed
verify changed
sed '1s/"anchor"/"anker"/' answers > changed
verify changed
status tlog-verify lookup answers
status tlog-verify lookup --log-key "$LOG_VKEY" --root-hex "$(printf '%064d' 0)" answers
status tlog-verify lookup --key-field name --root-hex "$(printf '%064d' 0)" answers
status tlog-verify lookup --policy missing answers
