# A log grows, and the witness follows: each checkpoint with its cosignature verifies under a policy that asks for it.
log_key key
witness_key witness
number_log 3 log
ask() { tlog-cosign --state sqlite:witness.db --key witness "$@"; }
printf 'log %s\nwitness w %s\nquorum w\n' "$LOG_VKEY" "$(tlog-key show --type cosigner --format vkey witness)" > policy
tlog-prove request --log log --old 0 | ask --policy policy > signature
cat log/checkpoint signature | tlog-verify checkpoint --quiet --policy policy | grep -o '"verdict":"verified".*"counted":true\|"verdict":"[a-z]*"'
wc -l < signature
number_lines 700 | tail -n +4 | tlog-append --quiet --log log --key key --no-trailer
tlog-prove request --log log --old 3 | ask --existing-state --log-key "$LOG_VKEY" > signature
cat log/checkpoint signature | tlog-verify checkpoint --quiet --policy policy | grep -o '"verdict":"[a-z]*"'
# The state says what was signed, and when.
python3 -c 'import sqlite3
for witness, origin, state in sqlite3.connect("witness.db").execute("SELECT witness, origin, state FROM witness_state"):
    lines = state.splitlines()
    print(witness, origin, lines[0], lines[1][:5], *lines[3:5])'
