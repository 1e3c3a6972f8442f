# Thousands of entries under one name: there is no limit of a thousand.
. "$TESTS/cli/vindex-lookup/common.sh"
log_key key
{
  seq 5000 | sed 's/.*/{"build":&,"name":"r-base"}/'
  echo '{"name":"zlib"}'
} | tlog-import --log log --origin conda.example/log --key key --no-trailer > /dev/null
vindex-build --log log --log-key "$LOG_VKEY" --key-field name --out index
anchor
vindex-lookup --index index --log log --log-key "$LOG_VKEY" --entries r-base > answers
tail -n 1 answers
tlog-verify lookup --log-key "$LOG_VKEY" answers | tail -n 1
tlog-verify proof --log-key "$LOG_VKEY" --batch answers | tail -n 1
python3 - <<'X'
import json
records = [json.loads(line) for line in open("answers")]
assert records[0]["indices"] == list(range(5000)), records[0]["indices"]
entries = [json.loads(r["entry"])["build"] for r in records if r["type"] == "proof"]
assert entries == list(range(1, 5001))
X
# One of them left out, in the middle of so many.
sed '1s/,2500,/,/' answers > changed
status tlog-verify lookup --log-key "$LOG_VKEY" changed
