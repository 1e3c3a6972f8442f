# A log without entries, and one without keys.
log_key key
number_log 0 none
number_log 3 log
for log in none log; do
  vindex-build --log $log --log-key "$LOG_VKEY" --key-field name --out $log.index
  status vindex-lookup --index $log.index zlib
done
