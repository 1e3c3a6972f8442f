# --quiet: the summary alone. --progress: a line at the end.
. "$TESTS/cli/tlog-append/common.sh"
prepare
append --quiet --no-trailer more
append --quiet --skip-existing --no-trailer more
append --progress=always --no-trailer more 2>&1 > /dev/null | sed 's/, [0-9,]*\/s//'
