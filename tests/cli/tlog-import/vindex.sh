# The index of the log in the same pass: that of a later vindex-build.
. "$TESTS/cli/tlog-import/common.sh"
prepare
printf '%s\n' '{"name":"zlib","n":0}' '{"name":["pip","zlib"]}' '{"n":2}' > entries
import --no-trailer entries --vindex index --vindex-key name --epoch-note pip --epoch-time 7
vindex-build --log log --log-key "$LOG_VKEY" --key-field name --out later > /dev/null
cmp index later
import --no-trailer entries --vindex index --vindex-key name --epoch-note pip --epoch-time 7 --resume -q
cmp index later
vindex-lookup --index index zlib | head -n 1
