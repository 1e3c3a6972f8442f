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
# What is no file, or no directory, is seen before anything is signed, too.
numbers 302 600 > many
tried() {
  status tlog-append -q --log tried --key key --no-trailer many
  cmp log/.tlog/signed tried/.tlog/signed
  rm -r tried
  cp -r log tried
}
cp -r log tried
ln -s nowhere tried/tile/entries/001
tried
mkdir tried/tile/entries/001
tried
mkfifo tried/tile/entries/001
tried
ln -s nowhere tried/tile/0/002.p
tried
touch tried/tile/0/002.p
tried
echo other > log/.tlog/stage
status append --no-trailer many
