# Many proofs: one verdict each, in order, whatever -j says; each names its entry or its leaf hash.
log_key key
number_log 300 log
cat > batch.py <<'END'
import base64, hashlib, json, subprocess, sys
for index in (0, 299, 17):
    words = ["tlog-prove", "inclusion", "--log", "log", "--index", str(index), "-q"]
    proof = subprocess.run(words, capture_output=True, check=True).stdout.decode()
    entry = '{"n":%d}' % index
    leaf = base64.b64encode(hashlib.sha256(b"\0" + entry.encode()).digest()).decode()
    for keys in ({"entry": entry}, {"leaf_hash": leaf}, {"entry": entry, "leaf_hash": leaf}):
        print(json.dumps({"type": "proof", "index": index, **keys, "proof": proof}))
print('{"type":"summary","tool":"tlog-prove"}')
END
python3 batch.py > batch
verify() { status tlog-verify proof --log-key "$LOG_VKEY" --batch "$@"; }
verify batch
verify - < batch > by-default
for jobs in 1 2 8; do
  verify batch -j "$jobs" > out
  cmp out by-default
done
# Nothing but a summary; other records, and keys that nobody knows, are passed over.
tail -n 1 batch | verify -
{ echo '{"type":"later","x":[{}]}'; sed -n '1s/"index"/"later":null,"index"/p' batch; tail -n 1 batch; } | verify -
# Under a policy.
policy 2 1 > policy
status tlog-verify proof --policy policy --batch batch > refused
sed 1q refused
