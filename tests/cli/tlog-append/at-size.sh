# --at-size: a job that is run again adds nothing twice.
. "$TESTS/cli/tlog-append/common.sh"
prepare
status append --at-size 2 --no-trailer more
status append --at-size 2 --no-trailer more
status append --at-size 6 --no-trailer more
# A size that is signed and not published counts.
append -q --at-size 5 --defer-publish --no-trailer more
status append -q --at-size 5 --no-trailer more
status append -q --at-size 8 --no-trailer more
