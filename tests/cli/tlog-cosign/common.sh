prepare() {
  log_key key
  witness_key witness
  number_log 3 log
  tlog-prove request --log log --old 0 > request
}
good() { tlog-cosign --state sqlite:"$PWD/witness.db" --key witness --log-key "$LOG_VKEY" "$@" < request; }
unreadable() { tlog-cosign --state sqlite:witness.db --key missing --log-key "$LOG_VKEY" < /dev/null; }
