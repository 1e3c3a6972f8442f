# Under a key, and under a policy whose quorum is two of three witnesses: from a file and from standard input.
log_key key
number_log 3 log
tlog-verify checkpoint --log-key "$LOG_VKEY" log/checkpoint
policy 3 2 > policy
cosign 1 1679315147 < log/checkpoint > once
cosign 3 1679315200 < once > twice
tlog-verify checkpoint --policy policy twice
TLOG_POLICY=policy tlog-verify checkpoint < twice
tlog-verify checkpoint --policy - twice < policy
TLOG_POLICY=nowhere tlog-verify checkpoint --log-key "$LOG_VKEY" - < twice
# One is not enough, and none neither.
status tlog-verify checkpoint --policy policy once
status tlog-verify checkpoint --policy policy log/checkpoint
# Strangers' cosignatures do not matter, and the same witness counts once.
cosign 9 1679315147 < twice | tlog-verify checkpoint --policy policy
cosign 1 1679315160 < once > again
status tlog-verify checkpoint --policy policy again
