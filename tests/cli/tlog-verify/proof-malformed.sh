# What is not a proof at all is 65, with what is wrong.
log_key key
number_log 700 log
tlog-prove inclusion --log log --index 600 -o proof
verify() { status tlog-verify proof --log-key "$LOG_VKEY" --leaf '{"n":600}' "$@"; }
verify /dev/null
echo hello | verify
sed '1s/v1/v2/' proof | verify
sed '2d' proof | verify
sed '2s/600/0600/' proof | verify
sed '2s/600/-1/' proof | verify
sed '3s/=$//' proof | verify
sed '/^$/d' proof | verify
sed '/^conda/,$d' proof | verify
sed '/^conda/,$d' proof | { cat; echo hello; } | verify
head -c 40 proof | verify
verify nowhere
verify .
