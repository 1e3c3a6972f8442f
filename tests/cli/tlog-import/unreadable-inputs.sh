# Inputs that cannot be read are told before anything is made.
. "$TESTS/cli/tlog-import/common.sh"
prepare
status import --no-trailer entries missing
status import --no-trailer entries missing/too
mkdir folder
status import --no-trailer folder entries
ln -s nowhere link
status import --no-trailer link
test ! -e log
