# A failure after the entries are signed: the error itself says that they are in the log, also with --quiet.
. "$TESTS/cli/tlog-append/common.sh"
prepare
closed() { "$@" >&-; }
full() { "$@" > /dev/full; }
for words in '' --quiet; do
  for output in closed full; do
    cp -r log copy
    status $output tlog-append --log copy --key key --no-trailer $words more
    tlog-verify log -q --log-key "$LOG_VKEY" copy
    rm -r copy
  done
done
# Nothing was added: nothing is said of it.
status full append --no-trailer /dev/null
