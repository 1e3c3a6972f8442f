# The new objects, the checkpoint last.
. "$TESTS/cli/tlog-append/common.sh"
prepare
numbers 2 300 | append -q --objects --no-trailer
append -q --objects --no-trailer more
append -q --objects --no-trailer /dev/null
