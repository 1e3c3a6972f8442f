# No log has more than 2^53 - 1 entries: the one that would be the next is refused, and the log is as it was. All entries of
# this one are the same, so that its edge can be made without the rest of it.
. "$TESTS/cli/tlog-append/common.sh"
log_key key
python3 -B - <<'EOF'
import functools, os, pathlib, sys
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import tree

SIZE = 2**53 - 2
ENTRY = b"{}"

@functools.cache
def root(n):
    k = tree.split(n) if n > 1 else 0
    return tree.leaf_hash(ENTRY) if n == 1 else tree.sha256(b"\x01" + root(k) + root(n - k))

def write(folder, level, item):
    count = SIZE >> 8 * level
    path = pathlib.Path("log/tile", folder, tree.path_number(count >> 8) + ".p", str(count % 256))
    path.parent.mkdir(parents=True)
    path.write_bytes(item * (count % 256))

for level in range(7):
    write(str(level), level, root(256**level))
write("entries", 0, b"\0\2" + ENTRY)
pathlib.Path("log/checkpoint").write_bytes(
    tree.checkpoint("conda.example/log", SIZE, root(SIZE), "conda.example/log", b"\x2a" * 32))
EOF
for entries in '{"a":1}\n{"b":2}' '{"c":3}' '{"d":4}'; do
  # shellcheck disable=SC2059  # it has line ends
  printf "$entries\n" | status append --no-trailer
  sed -n 2p log/checkpoint
done
tlog-verify checkpoint --log-key "$LOG_VKEY" log/checkpoint
tlog-prove inclusion --log log --index 9007199254740990 | tlog-verify proof --log-key "$LOG_VKEY" --leaf '{"c":3}' -
