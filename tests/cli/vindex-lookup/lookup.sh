# A key that is there; keys that are not, whose way ends at another key's leaf and at a node that parts from them.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
vindex-lookup --index index zlib
status vindex-lookup --index index numpy conda yaml
