# Exactly one entry; not both from standard input.
status tlog-verify proof --log-key "$LOG_VKEY" proof
status tlog-verify proof --log-key "$LOG_VKEY" --leaf a --leaf-hash b proof
status tlog-verify proof --log-key "$LOG_VKEY" --entry -
status tlog-verify proof --leaf a proof
status tlog-verify log --log-key "$LOG_VKEY"
status tlog-verify log --log-key "$LOG_VKEY" -j 0 log
status tlog-verify
status tlog-verify proof --log-key "$LOG_VKEY" --leaf-hash xyz /dev/null
status tlog-verify proof --policy - --leaf a < /dev/null
status tlog-verify proof --policy - --batch - < /dev/null
status tlog-verify checkpoint --policy - < /dev/null
status tlog-verify consistency --policy - --old a --new - --log log < /dev/null
for range in 1 : a: 2:2 3:2 -1:2 01:2 1:2:3 ' 1:2' 9007199254740992:; do
  status tlog-verify log --log-key "$LOG_VKEY" --range "$range" log
done
status tlog-verify log --log-key "$LOG_VKEY" --range 1:2 --state state log
status tlog-verify log --log-key "$LOG_VKEY" --state - log
status tlog-verify log --log-key "$LOG_VKEY" --since - --checkpoint - log
# The time of witnesses matters to a policy alone.
for what in 'proof --leaf a' checkpoint 'consistency --old a --new b --log log' 'log log'; do
  # shellcheck disable=SC2086
  status tlog-verify $what --log-key "$LOG_VKEY" --max-future 60
done
