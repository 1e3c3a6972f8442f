# The checkpoint: missing, no checkpoint, altered, signed by somebody else, of another tree.
log_key key
number_log 700 log
number_log 699 other
cp log/checkpoint good
verify() { status tlog-verify log --log-key "$LOG_VKEY" "$@" log; }
status tlog-verify log --log-key "$LOG_VKEY" nowhere
rm log/checkpoint
verify
for text in '' hello "$(printf 'a\nb\nc')"; do
  printf %s "$text" > log/checkpoint
  verify
done
sed 's/^700$/699/' good > log/checkpoint
verify
sed 's/^700$/7x0/' good > log/checkpoint
verify
sed '3s/^./A/' good > log/checkpoint
verify
sed '$s/5I4D/5I4E/' good > log/checkpoint
verify
sed '$s/.$//' good > log/checkpoint
verify
cp good log/checkpoint
verify --origin other.example/log
cp other/checkpoint log/checkpoint
verify
