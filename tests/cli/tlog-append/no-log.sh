# There is no log, or one whose import was never finished.
. "$TESTS/cli/tlog-append/common.sh"
prepare
rm -r log
status append --no-trailer more
mkdir log
status append --no-trailer more
ls -A log
# An import that died before it signed leaves its manifest.
rm -r log
number_log 2 log
rm log/checkpoint log/.tlog/signed
status append --no-trailer more
# An input, the key.
rm -r log
number_log 2 log
status append --no-trailer missing
status tlog-append --log log --key missing --no-trailer more
