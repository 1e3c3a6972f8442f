# Keys are the bytes of a line, whatever they are; none at all are all found.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
printf 'zlib\n\nzlib \n\377\npip' > keys
status vindex-lookup --index index < keys
vindex-lookup --index index < /dev/null
