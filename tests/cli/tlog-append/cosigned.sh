# A published checkpoint that others signed too, or that has extension lines, is not replaced without a word.
. "$TESTS/cli/tlog-append/common.sh"
prepare
cosign 1 1679315147 < log/checkpoint > once
cp once log/checkpoint
append --no-trailer -q --defer-publish more
cmp once log/checkpoint
append --no-trailer --objects /dev/null
cmp log/.tlog/signed log/checkpoint
numbers 5 6 | append --no-trailer > out
