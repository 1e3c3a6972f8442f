# Without .tlog/signed nobody knows what was signed last: an older tree may be published, and growing that is a fork.
. "$TESTS/cli/tlog-append/common.sh"
prepare
cp -r log imported
append -q --no-trailer --defer-publish more
rm log/.tlog/signed
status append --no-trailer more
: > log/.tlog/signed
status append --no-trailer more
rm log/checkpoint log/.tlog/signed
status append --no-trailer more
# One that was imported, and not appended to.
rm -r log
cp -r imported log
rm log/.tlog/signed
status append --no-trailer more
