prepare() { log_key key; }
good() { tlog-key show key "$@"; }
unreadable() { tlog-key show missing; }
