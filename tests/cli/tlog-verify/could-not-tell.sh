# Whatever it was asked, a run that could not tell ends with the verdict "unknown" and a summary that counts it: so output
# that was cut off is told from an answer. A wrong command line asks nothing.
. "$TESTS/cli/tlog-verify/common.sh"
prepare
echo hello > hello
policy 1 1 | sed 's/^quorum .*/quorum nobody/' > broken
{ policy 1 1 | sed '/^log/d'; } > nobody
verify() { status tlog-verify "$@"; }
verify proof --log-key "$LOG_VKEY" --leaf x hello
verify proof --policy broken --leaf x hello
verify proof --policy missing --batch hello
verify proof --log-key "$LOG_VKEY" --batch missing
tlog-prove inclusion --log log --index 1 --format=jsonl | sed '$d' | verify proof --log-key "$LOG_VKEY" --batch -
verify checkpoint --log-key "$LOG_VKEY" hello
verify checkpoint --policy broken log/checkpoint
verify consistency --log-key "$LOG_VKEY" --old hello --new log/checkpoint --log log
verify consistency --log-key "$LOG_VKEY" --old log/checkpoint --new log/checkpoint --proof hello
verify consistency --log-key "$LOG_VKEY" --old log/checkpoint --new log/checkpoint --log missing
verify log --log-key "$LOG_VKEY" missing
verify log --policy broken log
verify log --log-key "$LOG_VKEY" --checkpoint hello log
verify log --log-key "$LOG_VKEY" --state hello log
verify log --log-key "$LOG_VKEY" --state missing/state log
verify policy broken
verify policy nobody
echo wrong command lines:
verify proof --log-key "$LOG_VKEY" hello
verify proof --log-key "$LOG_VKEY" --leaf-hash hello hello
verify log --log-key "$LOG_VKEY" --range 7:9 log
