# Keys, policies and stores that cannot be used.
log_key key
witness_key witness
number_log 3 log
tlog-prove request --log log --old 0 > request
policy 2 1 > policy
cosign() { status tlog-cosign "$@" < request; }
cosign --state sqlite:w.db --key witness --policy policy > /dev/null
cosign --state sqlite:none.db --existing-state --key witness --policy policy
cosign --state sqlite:none/w.db --key witness --policy policy
cosign --state sqlite:. --key witness --policy policy
cosign --state mysql:x --key witness --policy policy
cosign --state 'postgres:host=localhost password=secret' --key witness --policy policy
cosign --state sqlite:w.db --key policy --policy policy
cosign --state sqlite:w.db --key witness --policy missing
cosign --state sqlite:w.db --key witness --log-key "$(witness_vkey 1)"
cosign --state sqlite:w.db --key witness --log-key nonsense
chmod 644 witness
cosign --state sqlite:w.db --key witness --policy policy
chmod 600 witness
echo 'a policy with a log whose key is of another kind, and one with two logs:'
printf 'log %s\nquorum none\n' "$(python3 "$TESTS/oracle/cosign.py" mldsa example.com/mldsa 9)" > mldsa
cosign --state sqlite:w.db --key witness --policy mldsa
tlog-key new --name example.com/other --out other > /dev/null
printf 'log %s\nlog %s\nquorum none\n' "$LOG_VKEY" "$(tlog-key show --format vkey other)" > two
cosign --state sqlite:w.db --key witness --policy two --origin example.com/log
echo 'one log under another origin:'
cosign --state sqlite:w.db --key witness --policy policy --origin example.com/log
printf 'something else' > text.db
cosign --state sqlite:text.db --key witness --policy policy
echo 'a state that no witness wrote:'
python3 -c 'import sqlite3
db = sqlite3.connect("w.db")
db.execute("UPDATE witness_state SET state = ?", ("nonsense",))
db.commit()'
cosign --state sqlite:w.db --key witness --policy policy
cosign --state sqlite:w.db --key witness --policy policy --format jsonl
