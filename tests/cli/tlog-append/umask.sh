# What is served can be read by all, whatever the umask is; what is ours alone cannot.
. "$TESTS/cli/tlog-append/common.sh"
umask 077
prepare
append -q --no-trailer more
find log -printf '%m %P\n' | sort -k 2
