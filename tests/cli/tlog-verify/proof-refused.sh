# Every definite no: another entry, another index, a hash more, less or changed, another key, another origin.
log_key key
number_log 700 log
tlog-prove inclusion --log log --index 600 -o proof
verify() { status tlog-verify proof --log-key "$LOG_VKEY" --leaf '{"n":600}' "$@"; }
status tlog-verify proof --log-key "$LOG_VKEY" --leaf '{"n":601}' proof
sed 's/^index 600$/index 601/' proof | verify
sed 's/^index 600$/index 699/' proof | verify
sed 's/^index 600$/index 700/' proof | verify
sed '3d' proof | verify
sed '3p' proof | verify
sed '3s/^./A/' proof | verify
sed '3{h;d};4{G}' proof | verify
sed 's/^700$/701/' proof | verify
sed '/^conda.example.log$/s/log/lug/' proof | verify
sed 's/^— conda.example.log 5I4D/— conda.example\/log 5I4E/' proof | verify
status tlog-verify proof --log-key "$LOG_VKEY" --origin other.example/log --leaf '{"n":600}' proof
tlog-key new --name conda.example/log --out other > /dev/null
status tlog-verify proof --log-key "$(tlog-key show --format vkey other)" --leaf '{"n":600}' proof
printf '{"n":600}\n' > entry
status tlog-verify proof --log-key "$LOG_VKEY" --entry entry proof
