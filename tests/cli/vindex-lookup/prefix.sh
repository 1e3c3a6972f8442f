. "$TESTS/cli/vindex-lookup/common.sh"
prepare
vindex-lookup --index index --prefix s
vindex-lookup --index index --prefix p
vindex-lookup --index index --prefix pip-
status vindex-lookup --index index --prefix p zlib
