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
