# A trailer that is not that of the entries before it, and what stands behind one.
. "$TESTS/cli/tlog-import/common.sh"
log_key key
# The trailer of two entries.
ROOT=O63IBTfwKeG7dygNyFIDzy7ZdI3I9XEjD8ulwybJEGg=
GOOD="{\"tlog-tools\":\"end\",\"entries\":2,\"root_hash\":\"$ROOT\"}"
try() {
  printf '%s\n' '{"n":0}' '{"n":1}' "$@" > entries
  status import entries
  test ! -e log/tile
}
try
try "{\"tlog-tools\":\"end\",\"entries\":1,\"root_hash\":\"$ROOT\"}"
try "{\"tlog-tools\":\"end\",\"entries\":3,\"root_hash\":\"$ROOT\"}"
try '{"tlog-tools":"end","entries":2,"root_hash":"PR3ndt8IbBrp9wSdK7DAR1rRQYX5h+Bk6NENyy20oyI="}'
try "$GOOD" '{"n":2}'
try "$GOOD" ''
try "$GOOD" "$GOOD"
try '{"n":2}' "$GOOD"
# Other ways to write it.
try "{\"tlog-tools\":\"end\",\"entries\":02,\"root_hash\":\"$ROOT\"}"
try "{\"tlog-tools\":\"end\",\"entries\":+2,\"root_hash\":\"$ROOT\"}"
try "{\"tlog-tools\":\"end\",\"entries\":2.0,\"root_hash\":\"$ROOT\"}"
try "{\"tlog-tools\":\"end\",\"entries\":18446744073709551618,\"root_hash\":\"$ROOT\"}"
try "{\"tlog-tools\":\"end\", \"entries\":2,\"root_hash\":\"$ROOT\"}"
try "{\"tlog-tools\":\"end\",\"root_hash\":\"$ROOT\",\"entries\":2}"
try "{\"tlog-tools\":\"end\",\"entries\":2,\"root_hash\":\"$ROOT\",\"more\":1}"
try "{\"tlog-tools\":\"end\",\"entries\":2,\"root_hash\":\"\"}"
try "$GOOD "
# The trailer of each input is its own: of its own entries, numbered from 0.
printf '%s\n' '{"n":0}' '{"n":1}' "$GOOD" > entries
printf '%s\n' '{"n":2}' '{"tlog-tools":"end","entries":3,"root_hash":"LP73YnWX4AtWSXV3Stco7yEHBnWfym1kE4xt/By/LNo="}' > more
status import entries more
printf '%s\n' '{"n":2}' "$GOOD" > more
status import entries more
: > nothing
status import entries nothing
# --no-trailer does not make a wrong one right.
status import --no-trailer entries more
import --no-trailer entries nothing
