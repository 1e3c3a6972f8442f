# Receipts of the other construction, which another program makes.
now=$(date +%s)
batch() { python3 "$TESTS/oracle/salted_batch.py" "$@"; }
alike() { sed -E 's/"unix_time":[0-9]+/"unix_time":0/g; s/"pool_hex":"[0-9a-f]*"/"pool_hex":"..."/'; }
verify() { status tlog-verify receipt --partial "$@" > said; sed 's/,"address".*/}/' said | alike; }
batch 2 "$now" > two
tlog-verify receipt --partial two | alike
# Every size.
batch 2-256 "$now" > all
tlog-verify receipt --partial all | tail -n 1
batch 5 "$now" > five
batch 5 "$now" other > other
root=$(sed -n '1s/.*"root_hex": "\([0-9a-f]*\)".*/\1/p' five)
# What is changed in a record.
cat > change << 'END'
import json
import sys
for line in sys.stdin:
    r = json.loads(line)
    if r.get("leaf") == 3:
        exec(sys.argv[1])
    print(json.dumps(r))
END
changed() {
  python3 change "$1" < five > changed
  verify changed | grep -v '"verified","line"'
}
changed 'r["proof_hex"][1] = r["proof_hex"][0]'
changed 'r["proof_hex"].reverse()'
changed 'r["proof_hex"].pop()'
changed 'r["proof_hex"].append("0" * 64)'
changed 'r["salt_hex"] = "0" * 64'
changed 'r["address"] = "0" * 64'
changed 'r["leaf"] = 2'
changed 'r["leaf"] = 5'
changed 'r["leaves"] = 6'
changed 'r["pool_hex"] = "0" * 64'
changed 'r["midpoint_hex"] = "0" * 64'
changed 'r["midpoint"] = 0'
changed 'r["midpoint_proof_hex"].pop()'
changed 'for key in ("unix_time", "pool_hex", "midpoint_hex", "midpoint", "midpoint_proof_hex"): del r[key]'
changed 'del r["pool_hex"]'
changed 'del r["midpoint"]'
changed 'del r["salt_hex"]'
changed 'r["tree"] = "sha3"'
# A node that is taken for a leaf of a tree that is less deep.
changed 'r["address"], r["salt_hex"] = r["proof_hex"][0], r["proof_hex"][0]; r["leaves"] = 4; r["proof_hex"].pop(0)'
# Another batch's chunks under this root; a receipt that is not there; one that does not say how many chunks it is for.
sed "s/\(\"root_hex\": \"\)[0-9a-f]*/\1$root/" other | tail -n 1 | cat five - > changed
verify changed | tail -n 2
sed 1d five > chunks
verify chunks | tail -n 2
sed '1s/"chunks": 5, //' five > changed
verify changed | tail -n 2
verify --root-hex="$root" five | tail -n 2
verify --root-hex="$root" --leaves=5 chunks | tail -n 2
verify --root-hex="$root" --leaves=6 chunks | tail -n 2
# The time: of today, and not older than a week. Without a pool nothing ties it to the root, and it may be absent.
batch 2 "$((now + 1000))" > changed
verify changed | tail -n 2
batch 2 "$((now - 604800 - 1000))" > changed
verify changed | tail -n 2
batch 2 "$((now - 604800 + 1000))" > changed
verify changed | tail -n 2
sed '1s/"unix_time": [0-9]*/"unix_time": 1700000000/' two > changed
verify changed | tail -n 2
# The published vectors.
eleven=$(printf '11%.0s' $(seq 32))
twenty_two=$(printf '22%.0s' $(seq 32))
root=92c9ade62a627be338484550a68cffd59c9941d42749cb09300ecfd7c6cbd57e
sibling=ae75f84cf35d9168cf43665240cc528d67b90245b19e9c284ca63111629d13b5
echo "{\"type\":\"chunk\",\"tree\":\"sha3-salted\",\"address\":\"$eleven\",\"salt_hex\":\"$twenty_two\",\"leaf\":0,\"leaves\":2,\"root_hex\":\"$root\",\"proof_hex\":[\"$sibling\"]}" > vector
tlog-verify receipt --partial --root-hex="$root" --leaves=2 vector
