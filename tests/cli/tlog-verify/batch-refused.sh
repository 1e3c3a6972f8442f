# A refused proof is a no and wins over what could not be told; that wins over a stream that was cut off.
log_key key
number_log 3 log
proof() { tlog-prove inclusion --log log --index "$1" --format=jsonl -q | sed 1q; }
with() { proof "$1" | sed "s/\"leaf_hash\":\"[^\"]*\",//; s/}\$/,\"entry\":\"{\\\\\"n\\\\\":$2}\"}/"; }
end='{"type":"summary","tool":"tlog-prove"}'
verify() { status tlog-verify proof --log-key "$LOG_VKEY" --batch - "$@"; }
{ with 0 0; with 1 2; with 2 2; echo "$end"; } | verify                      # the wrong entry
{ with 0 0 | sed 's/conda.example.log.n3/x/'; with 1 1; echo "$end"; } | verify  # an altered checkpoint
{ with 0 0; proof 1 | sed 's/"leaf_hash":"[^"]*",*//'; echo "$end"; } | verify # no entry
{ proof 0 | sed 's/"leaf_hash"/"entry":"x","leaf_hash"/'; echo "$end"; } | verify  # two entries
{ with 0 0; echo hello; echo "$end"; } | verify                              # no record
{ with 0 0 | sed 's/tlog-proof@v1/tlog-proof@v2/'; echo "$end"; } | verify
{ with 0 0 | sed 's/"index":0/"index":1/'; echo "$end"; } | verify
{ echo hello; with 1 2; } | verify                                           # no record, refused, cut off
# Cut off: behind a whole line, within one, within the summary.
with 0 0 | verify
with 0 0 | verify --partial
{ with 0 0; with 1 1; } | head -c -20 | verify
{ with 0 0; printf '%s' "$end"; } | verify
printf '' | verify
status tlog-verify proof --log-key "$LOG_VKEY" --batch nowhere
status tlog-verify proof --log-key "$LOG_VKEY" --batch - --leaf x
status tlog-verify proof --log-key "$LOG_VKEY" --batch - proof
status tlog-verify proof --log-key "$LOG_VKEY" --leaf x --partial proof
# Proofs that could not be made; a record that says something else than its proof; another part that was cut off.
{ with 0 0; printf '%s\n' '{"type":"refused","line":7,"reason":"no","index":9}'; echo "$end"; } | verify
{ with 0 0; printf '%s\n' '{"type":"unknown","line":7,"reason":"what"}' '{"type":"unknown"}'; echo "$end"; } | verify
echo '{"type":"refused"}' | verify --partial
for change in 's/conda/other/' 's/"tree_size":3/"tree_size":4/' 's/"tree_size"/"root_hash":"'"$(head -c 32 /dev/zero | base64)"'","tree_size"/'; do
  { with 0 0 | sed "$change"; echo "$end"; } | verify
done
count() { printf '{"type":"summary","tool":"tlog-prove","proofs":%s,"refused":%s}\n' "$@"; }
{ with 0 0; count 1 0; with 1 1; count 1 0; } | verify
{ with 0 0; with 1 1; count 1 0; } | verify
{ with 0 0; count 1 1; with 1 1; count 1 0; } | verify
{ with 0 0; printf '{"type":"summary","tool":"tlog-prove","proofs":"1"}\n'; } | verify
tlog-prove inclusion --log log --index 1 --size 2 --format jsonl -q | verify
# The bytes of an entry in base64: another one's, its own, without a hash beside it, none, both forms.
for change in 's/"leaf_hash"/"entry_b64":"ZXZpbP8=","leaf_hash"/' 's/"leaf_hash"/"entry_b64":"eyJuIjowfQ==","leaf_hash"/' \
  's/"leaf_hash":"[^"]*"/"entry_b64":"eyJuIjowfQ=="/' 's/"leaf_hash"/"entry_b64":"?","leaf_hash"/' \
  's/"leaf_hash"/"entry":"{\\"n\\":0}","entry_b64":"eyJuIjowfQ==","leaf_hash"/'; do
  { proof 0 | sed "$change"; echo "$end"; } | verify
done
