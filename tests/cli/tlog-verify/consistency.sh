# A log only grew between two checkpoints: proofs of all kinds of sizes, by an oracle; what the log must not do.
log_key key
for size in 0 1 5 300 301; do number_log "$size" "log$size"; done
cat > prove.py <<'END'
import base64, json, os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import tree

def subproof(m, leaves, whole):  # SUBPROOF of RFC 6962 2.1.2
    n = len(leaves)
    if m == n:
        return [] if whole else [tree.tree_hash(leaves)]
    k = 1
    while 2 * k < n:
        k *= 2
    if m <= k:
        return subproof(m, leaves[:k], whole) + [tree.tree_hash(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [tree.tree_hash(leaves[:k])]

old, new = int(sys.argv[1]), int(sys.argv[2])
leaves = [tree.leaf_hash(b'{"n":%d}' % i) for i in range(new)]
hashes = subproof(old, leaves, True) if old else []
print(json.dumps({"type": "consistency", "old_size": old, "new_size": new,
                  "hashes": [base64.b64encode(h).decode() for h in hashes]}))
print('{"type":"summary","tool":"tlog-prove"}')
END
verify() {  # verify OLD NEW [OPTION]..., the proof on standard input
  old=$1 new=$2
  shift 2
  status tlog-verify consistency --log-key "$LOG_VKEY" --old "log$old/checkpoint" --new "log$new/checkpoint" --proof - "$@"
}
for sizes in '1 5' '5 300' '300 301' '0 5' '0 0' '300 300'; do
  # shellcheck disable=SC2086
  python3 prove.py $sizes | verify $sizes
done
# A rollback, whatever the proof is.
python3 prove.py 5 300 > rolled-back
verify 300 5 < rolled-back
# A proof for others, an altered one, one that is too long, one of the old root for an empty log.
python3 prove.py 5 300 | verify 5 301
python3 prove.py 5 300 | sed '1s/\["..../["AAAA/' | verify 5 300
python3 prove.py 5 300 | sed '1s/\["/["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "/' | verify 5 300
python3 prove.py 5 300 | sed '1s/"hashes"/"old_root_hash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","hashes"/' | verify 5 300
python3 prove.py 5 300 | sed '1s/"hashes"/"origin":"conda.example\/log","later":[{}],"hashes"/' | verify 5 300
python3 prove.py 5 300 | sed '1s/"hashes"/"origin":"another.example\/log","hashes"/' | verify 5 300
# Two histories of one size.
seq 300 | sed 's/.*/{"m":&}/' | tlog-import --log fork --origin conda.example/log --key key --no-trailer > /dev/null
python3 prove.py 300 300 > same
status tlog-verify consistency --log-key "$LOG_VKEY" --old log300/checkpoint --new fork/checkpoint --proof same
# The signed root of an empty tree that is none.
python3 -c 'import os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import tree
sys.stdout.buffer.write(tree.checkpoint("conda.example/log", 0, bytes(32), "conda.example/log", b"\x2a" * 32))' > no-empty-root
python3 prove.py 0 5 > from-nothing
status tlog-verify consistency --log-key "$LOG_VKEY" --old no-empty-root --new log5/checkpoint --proof from-nothing
# From the tiles of the log itself, which may have grown since, may lack a tile or have a wrong one, or be no log.
from() { status tlog-verify consistency --log-key "$LOG_VKEY" --old "$1/checkpoint" --new "$2/checkpoint" --log "$3"; }
from log5 log300 log300
from log0 log5 log5
from log300 log300 log300
from log5 log300 fork
cp -R log300 damaged
flip damaged/tile/0/000 100
from log5 log300 damaged
rm damaged/tile/0/000
from log5 log300 damaged
from log5 log300 nowhere
# What is not this log says nothing about it: another log, and what is no checkpoint.
seq 300 | sed 's/.*/{"n":&}/' | tlog-import --log other --origin other.example/log --key key --no-trailer > /dev/null
from log5 log300 other
mkdir portal
echo '<html>log in</html>' > portal/checkpoint
from log5 log300 portal
# Nor does one whose checkpoint was cut off, wherever that was.
cp -R log300 cut
for bytes in 0 20 60 70 71 120; do
  head -c "$bytes" log300/checkpoint > cut/checkpoint
  from log5 log300 cut
done
# Two logs that are both believed.
tlog-key new --name other.example/log --out other-key > /dev/null
number_lines 300 | tlog-import --log other2 --origin other.example/log --key other-key --no-trailer > /dev/null
status tlog-verify consistency --log-key "$LOG_VKEY" --log-key "$(tlog-key show --format vkey other-key)" \
  --old log5/checkpoint --new other2/checkpoint --log other2
