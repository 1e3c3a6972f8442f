# Names are shown so that they can do nothing to a terminal.
. "$TESTS/cli/tlog-import/common.sh"
log_key key
name=$(printf 'a\033[31mb\nc')
echo x > "$name"
status import --no-trailer "$name"
