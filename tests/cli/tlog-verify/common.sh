prepare() {
  log_key key
  number_log 3 log
}
good() { tlog-verify log --log-key "$LOG_VKEY" log "$@"; }
unreadable() { tlog-verify log --log-key "$LOG_VKEY" missing; }
