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
