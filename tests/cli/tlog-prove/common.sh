prepare() {
  log_key key
  number_log 3 log
}
good() { tlog-prove inclusion --log log --index 1 --format jsonl "$@"; }
unreadable() { tlog-prove inclusion --log missing --index 0; }
