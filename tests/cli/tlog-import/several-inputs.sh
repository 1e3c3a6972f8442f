# The inputs are read one after the other, each with its own trailer; one of them may be empty, one may be standard input.
# Options may stand between.
. "$TESTS/cli/tlog-import/common.sh"
prepare
end_input entries
: > none
end_input none
echo '{"n":2}' > more
end_input more
import entries -j 2 none - --progress=never none < more
files
cat log/checkpoint
