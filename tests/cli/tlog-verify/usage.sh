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
