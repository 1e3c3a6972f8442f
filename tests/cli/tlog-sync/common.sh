prepare() {
  log_key key
  number_log 600 log
}
good() { sync_log -q log "$@"; }
unreadable() { sync_log missing; }

sync_log() { tlog-sync --log mirror --log-key "$LOG_VKEY" "$@"; }
# The mirror has the files of the log, and no others.
same() { diff -r -x .tlog log mirror; }
# Grows the log to $1 entries.
grow() {
  have=$(sed -n 2p log/checkpoint)
  number_lines "$1" | tail -n +"$((have + 1))" | tlog-append -q --log log --key key --no-trailer > grown
}
# Another log of the same name and key in the folder $2, of $1 entries.
other_log() {
  number_lines "$1" | sed 's/"n"/"m"/' |
    tlog-import --log "$2" --origin conda.example/log --key key --no-trailer > imported
}
