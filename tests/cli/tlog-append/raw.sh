# Any bytes are entries with --raw, also on top of entries that are.
. "$TESTS/cli/tlog-append/common.sh"
prepare
printf 'not JSON\r\n\377\n' | append --raw --no-trailer
status append --no-trailer more
printf '' > empty
status append --raw --no-trailer empty -q
printf '\n' | status append --raw --no-trailer
tlog-verify log --log-key "$LOG_VKEY" log | tail -1
