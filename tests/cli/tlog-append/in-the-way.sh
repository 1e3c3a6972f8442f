# A file in the place of a new object: an equal one is fine, another one is not replaced.
. "$TESTS/cli/tlog-append/common.sh"
prepare
number_log 300 later
cp later/tile/0/000 log/tile/0/000
numbers 2 300 | append -q --sync-each --no-trailer
tlog-verify log --log-key "$LOG_VKEY" log | tail -1
numbers 300 301 | append -q --sync-each --no-trailer
mkdir -p log/tile/0/001.p
echo other > log/tile/0/001.p/46
cp log/checkpoint before
numbers 301 302 > one
status append --no-trailer one
cmp before log/checkpoint
test ! -e log/.tlog/stage
rm log/tile/0/001.p/46
append -q --no-trailer one
