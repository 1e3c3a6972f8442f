# The cases of tlog-import use these, too.

prepare() {
  log_key key
  printf '%s\n' '{"n":0}' '{"n":1}' > entries
}
good() { import --no-trailer entries "$@"; }
unreadable() { import missing; }

import() { tlog-import --log log --origin conda.example/log --key key "$@"; }

# Adds the trailer to each of these files, as the independent oracle computes it.
end_input() {
  for file in "$@"; do
    PYTHONPATH="$TESTS/oracle" python3 -B -c 'import sys, tree
entries = open(sys.argv[1], "rb").read().split(b"\n")[:-1]
open(sys.argv[1], "ab").write(tree.trailer(entries) + b"\n")' "$file"
  done
}

# The files that would be served.
files() { (cd "${1-log}" && find . -name .tlog -prune -o -type f -print | LC_ALL=C sort); }
