# Entries are added, numbered and proved; the log is what a single import of all of them gives.
. "$TESTS/cli/tlog-append/common.sh"
prepare
end_input more
append more
tlog-verify log --log-key "$LOG_VKEY" log
files
tlog-append --log log/ --key key --no-trailer - < /dev/null
numbers 5 300 | append -q --no-trailer
numbers 300 513 | append -q --no-trailer
tlog-verify log --log-key "$LOG_VKEY" log | tail -1
files
rm -r log/tile/0/001.p log/tile/entries/001.p 2> /dev/null || true
rm log/tile/1/000.p/1
same_as_import 513
test ! -e log/.tlog/stage
cat log/.tlog/append
