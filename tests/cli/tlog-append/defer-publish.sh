# Signed and not published; superseded before it was published; published by a run without entries.
. "$TESTS/cli/tlog-append/common.sh"
prepare
cp log/checkpoint before
append --defer-publish --objects --no-trailer more
cmp before log/checkpoint
files
numbers 5 7 | append --defer-publish -q --no-trailer
# The partial objects of 5 entries are gone, those of 2 and 7 are there.
files
append --defer-publish --no-trailer /dev/null
append --no-trailer --objects /dev/null
cmp log/checkpoint log/.tlog/signed
tlog-verify log --log-key "$LOG_VKEY" log | tail -1
# Published over what was not.
numbers 7 300 | append --defer-publish -q --no-trailer
files
numbers 300 400 | append -q --no-trailer
files
# An import that deferred.
rm -r log
number_lines 3 | tlog-import -q --log log --origin conda.example/log --key key --no-trailer --defer-publish > import.out
test ! -e log/checkpoint
append -q --no-trailer /dev/null
tlog-verify log --log-key "$LOG_VKEY" log | tail -1
