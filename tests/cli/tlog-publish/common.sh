# The cases of tlog-publish use these, too.
. "$TESTS/cli/tlog-import/common.sh"

prepare() {
  log_key key
  number_lines 2 | tlog-import --log log --origin conda.example/log --key key --no-trailer --defer-publish > import.out
  printf 'log %s\nquorum none\n' "$LOG_VKEY" > policy
}
good() { publish "$@"; }
unreadable() { publish --policy missing; }

publish() { tlog-publish --log log --policy policy "$@"; }
# What a run leaves that got cosignatures of the witnesses $@, all at one time.
remembered() {
  cp log/.tlog/signed note
  for i in "$@"; do
    cosign "$i" 1679315147 < note > more
    mv more note
  done
  { printf 'tlog-tools publish 1\n\n'; cat note; } > log/.tlog/publish
}
# A policy in which nobody can be reached: $1 witnesses, of which $2 are the quorum.
nobody() { policy "$1" "$2" | sed 's,https://w[0-9].example/,http://127.0.0.1:1,' > policy; }
