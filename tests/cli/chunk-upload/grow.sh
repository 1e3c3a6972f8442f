# A log, the same again, and what an append adds; from records, too.
. "$TESTS/cli/chunk-upload/common.sh"
prepare
good
good
number_lines 310 | tail -n 10 | tlog-append --log log --key key --no-trailer --objects > added
chunk-upload --objects=added dir:store
cmp log/checkpoint store/checkpoint
tlog-verify log --log-key "$LOG_VKEY" store | tail -n 1
chunk-upload --objects=added --quiet dir:store
number_lines 320 | tail -n 10 | tlog-append --log log --key key --no-trailer --defer-publish --objects |
  chunk-upload --objects=- --verify=head dir:store
grep -v 'type":"object"' added > none
chunk-upload --objects=none dir:store
