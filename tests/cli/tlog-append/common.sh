# The cases of tlog-append use these, too.
. "$TESTS/cli/tlog-import/common.sh"

prepare() {
  log_key key
  number_log 2 log
  printf '%s\n' '{"n":2}' '{"n":3}' '{"n":4}' > more
}
good() { append --no-trailer more "$@"; }
unreadable() { append missing; }

append() { tlog-append --log log --key key "$@"; }
# The entries $1 to $2 - 1, for a log of $1 entries.
numbers() { number_lines "$2" | tail -n +"$(($1 + 1))"; }
# The files of a single import of $1 entries are those of the log.
same_as_import() {
  rm -rf single
  number_log "$1" single
  files single > want
  files log | diff want -
  while read -r file; do cmp "single/$file" "log/$file"; done < want
}
