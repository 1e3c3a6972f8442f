# What was published and what was signed contradict each other.
. "$TESTS/cli/tlog-append/common.sh"
prepare
number_log 5 larger
number_lines 3 | tail -2 | tlog-import -q --log other --origin conda.example/log --key key --no-trailer > import.out
cp log/checkpoint good
cp larger/checkpoint log/checkpoint
status append --no-trailer more
cp other/checkpoint log/checkpoint
status append --no-trailer more
cp good log/checkpoint
append -q --no-trailer more
# A log of another program has no .tlog; what is published counts.
rm -r log/.tlog
numbers 5 7 | append -q --no-trailer
tlog-verify log --log-key "$LOG_VKEY" log | tail -1
# One that was grown here, and then by another program: .tlog can go when the published tree has all that was signed.
cp -r log elsewhere
rm -r elsewhere/.tlog
numbers 7 9 | tlog-append -q --log elsewhere --key key --no-trailer
cp -r elsewhere/tile elsewhere/checkpoint log
numbers 9 11 > next
status append --no-trailer next
tlog-verify consistency --old log/.tlog/signed --new log/checkpoint --log log --log-key "$LOG_VKEY" | tail -1
mv log/.tlog aside
append -q --no-trailer next
# The same where the published one is smaller, as behind --defer-publish: the tiles tell.
rm -r log other
number_log 700 log
cp log/checkpoint good
numbers 700 1500 | append --defer-publish -q --no-trailer
number_lines 700 | sed 's/1/2/' | tlog-import -q --log other --origin conda.example/log --key key --no-trailer > import.out
cp other/checkpoint log/checkpoint
numbers 1500 1502 > next
status append --no-trailer next
status append --no-trailer --defer-publish next
cp log/checkpoint still
cmp still other/checkpoint
number_log 0 empty
cp empty/checkpoint log/checkpoint
append -q --no-trailer --defer-publish next
cp good log/checkpoint
mv log/tile/0/002 aside0
numbers 1502 1503 > next
status append --no-trailer next
mv aside0 log/tile/0/002
append -q --no-trailer next
