# The three ways to name the entry; the proof from a file and from standard input.
log_key key
number_log 700 log
tlog-prove inclusion --log log --index 600 -o proof
printf '{"n":600}' > entry
tlog-verify proof --log-key "$LOG_VKEY" --entry entry proof
tlog-verify proof --log-key "$LOG_VKEY" --entry - proof < entry
tlog-verify proof --log-key "$LOG_VKEY" --leaf '{"n":600}' - < proof
tlog-verify proof --log-key "$LOG_VKEY" --leaf-hash "$(python3 -c 'import hashlib; print(hashlib.sha256(b"\0{\"n\":600}").hexdigest())')" < proof
