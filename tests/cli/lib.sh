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
