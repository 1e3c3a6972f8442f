# Logs of sizes around the borders of tiles; the output does not depend on the number of threads.
log_key key
for size in 0 1 255 256 257 70000; do
  number_log $size log$size
  tlog-verify log --log-key "$LOG_VKEY" log$size
done
tlog-verify log -j 1 --log-key "$LOG_VKEY" log70000 > one
tlog-verify log -j 8 --log-key "$LOG_VKEY" log70000 | cmp - one
