# Keys from a command: several of an entry, none of the anchor whatever it says, lines that come late.
. "$TESTS/cli/vindex-build/common.sh"
prepare
build --map "sed 's/.*/all	n&/;s/	.*\(conda\).*/	\1/'" --out index
vindex-lookup --index index --prefix all
vindex-lookup --index index --prefix con
status vindex-lookup --index index root > /dev/null
