# Whoever may add entries may add an anchor that does not cover the keys: it is not taken for the one of the index.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
vindex-build --anchor index | head -n 1 | sed 's/"tree_size":6/"tree_size":3/' > false
tlog-append --log log --key key --no-trailer --quiet false
status vindex-lookup --index index --log log zlib
vindex-build --anchor index --log log > true
head -n 1 true
tlog-append --log log --key key --quiet true
vindex-lookup --index index --log log scipy absent | tlog-verify lookup --log-key "$LOG_VKEY"
