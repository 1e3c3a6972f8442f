# Many proofs in one run, in the order of the lines; refused ones do not stop it. tlog-verify reads what comes out.
log_key key
number_log 700 log
hash() { printf '%s' "$1" | python3 -c 'import base64, hashlib, sys
print(base64.b64encode(hashlib.sha256(b"\0" + sys.stdin.buffer.read()).digest()).decode())'; }
printf '{"index":699}\n{"index":0}\n{"leaf_hash":"%s"}\n' "$(hash '{"n":300}')" > batch
tlog-prove inclusion --log log --batch batch --log-key "$LOG_VKEY" | tee proofs
tlog-verify proof --log-key "$LOG_VKEY" --batch proofs | grep -c '"verdict":"verified"'
tlog-prove inclusion --log log --index 0 > document
sed -n 2p proofs | python3 -c 'import json, sys; print(json.load(sys.stdin)["proof"], end="")' | cmp - document
# The records of other tools: of tlog-append, and older proofs.
{ printf '{"type":"entry","index":5,"leaf_hash":"%s"}\n{"type":"log","index":7}\n' "$(hash '{"n":5}')"
  printf '{"type":"summary","tool":"tlog-append","version":"1"}\n'; } > stream
tlog-prove inclusion --log log --batch - < stream | grep -c '"type":"proof"'
tlog-prove inclusion --log log --batch proofs | sed 's/"checkpoint_verified":false/"checkpoint_verified":true/' |
  sed '$d' > again
sed '$d' proofs | cmp - again
# What cannot be proved.
{ printf '{"index":700}\n{"index":1}\n{"index":9007199254740991}\n'
  printf '{"leaf_hash":"%s"}\n' "$(hash nothing)"
  printf '{"index":2,"leaf_hash":"%s"}\n' "$(hash '{"n":3}')"; } > batch
status tlog-prove inclusion --log log --batch batch
status tlog-prove inclusion --log log --batch - < /dev/null
tlog-prove inclusion --log log --batch - --size 256 < stream
