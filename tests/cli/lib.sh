# Sourced before every case. A case is POSIX sh, runs with -eu in an empty folder with the built tools first in PATH;
# $DATA is tests/data, $VECTORS is tests/vectors. What it prints and its exit status are compared with the files beside it.

# Prints the status of a command that is expected to fail, and goes on.
status() {
  if "$@"; then echo "status 0"; else echo "status $?"; fi
}

# The two keys of the worked example, as files with mode 0600: $1 is where to.
log_key() {
  (umask 077 && echo 'PRIVATE+KEY+conda.example/log+e48e03fc+ASoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq' > "$1")
}
witness_key() {
  (umask 077 && echo 'PRIVATE+KEY+witness.example/w+4c897917+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH' > "$1")
}
# The public half of log_key.
LOG_VKEY=conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h

# A log in the folder $2 of $1 entries {"n":0}, {"n":1}, ..; needs log_key as "key".
number_log() {
  number_lines "$1" | tlog-import --log "$2" --origin conda.example/log --key key --no-trailer > /dev/null
}
number_lines() {
  [ "$1" = 0 ] || seq 0 "$(($1 - 1))" | sed 's/.*/{"n":&}/'
}

# Changes the byte at offset $2 of the file $1.
flip() {
  python3 -c 'import sys
path, at = sys.argv[1], int(sys.argv[2])
data = bytearray(open(path, "rb").read())
data[at] ^= 1
open(path, "wb").write(data)' "$1" "$2"
}

# Witnesses by number: their public keys, and a note from standard input with the cosignature of witness $1 at the time
# $2 behind it.
witness_vkey() { python3 "$TESTS/oracle/cosign.py" vkey "witness.example/w$1" "$1"; }
cosign() { python3 "$TESTS/oracle/cosign.py" cosign "witness.example/w$1" "$1" "$2"; }
# A policy with the log of LOG_VKEY, the witnesses 1 to $1 as w1, w2, ..., and the quorum "$2 of them".
policy() {
  echo "log $LOG_VKEY"
  for i in $(seq "$1"); do echo "witness w$i $(witness_vkey "$i") https://w$i.example/"; done
  printf 'group witnesses %s' "$2"
  for i in $(seq "$1"); do printf ' w%s' "$i"; done
  printf '\nquorum witnesses\n'
}
