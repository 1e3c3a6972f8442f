# Both checkpoints must be believed: the quorum counts for both, the origin is one, and a no of either wins.
log_key key
number_log 1 one
number_log 2 two
policy 2 1 > policy
cosign 1 1679315147 < one/checkpoint > old
cosign 2 1679315200 < two/checkpoint > new
hash=$(printf '\0{"n":1}' | sha256sum | python3 -c 'import base64, sys; print(base64.b64encode(bytes.fromhex(sys.stdin.read().split()[0])).decode())')
record="{\"type\":\"consistency\",\"old_size\":1,\"new_size\":2,\"hashes\":[\"$hash\"]}"
{ echo "$record"; echo '{"type":"summary"}'; } > proof
verify() { status tlog-verify consistency --policy policy --proof proof "$@"; }
verify --old old --new new
verify --old one/checkpoint --new new
verify --old old --new two/checkpoint
sed 's/^2$/3/' new > altered
verify --old old --new altered
echo hello > no-checkpoint
verify --old no-checkpoint --new altered
verify --old no-checkpoint --new new
verify --old nowhere --new new
# Another log of the same key.
number_lines 1 | tlog-import --log other --origin other.example/log --key key --no-trailer > /dev/null 2> err
status tlog-verify consistency --log-key "$LOG_VKEY" --origin other.example/log --old other/checkpoint --new two/checkpoint --proof proof
# The proof: cut off, none, two of them, malformed.
for lines in "$record" '{"type":"summary"}' "$record
$record
{\"type\":\"summary\"}" 'hello' '{"type":"consistency","old_size":1,"hashes":[]}' '{"type":"consistency","old_size":1,"new_size":2,"hashes":["x"]}' \
  '{"type":"consistency","old_size":-1,"new_size":2,"hashes":[]}' ''; do
  echo "$lines" > proof
  verify --old old --new new
done
echo "$record" > proof
verify --old old --new new --partial
status tlog-verify consistency --policy policy --old old --new new --proof nowhere
status tlog-verify consistency --policy policy --old old --new new
status tlog-verify consistency --policy policy --old - --new - --proof proof
status tlog-verify consistency --old old --new new --proof proof
status tlog-verify consistency --policy policy --old old --new new --proof proof --log one
status tlog-verify consistency --policy policy --old old --new new --partial --log one
tlog-verify consistency --policy policy --old old --new - --proof proof --partial < new
