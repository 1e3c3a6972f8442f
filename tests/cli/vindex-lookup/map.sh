# The index of a command names its hash.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
vindex-build --log log --log-key "$LOG_VKEY" --map 'cut -c 10-13' --out mapped
vindex-lookup --index mapped zlib
