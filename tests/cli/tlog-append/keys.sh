# A key that is not the log's, that cannot sign for one, or that others may read.
. "$TESTS/cli/tlog-append/common.sh"
prepare
mv key good
tlog-key new --name conda.example/log --out key > /dev/null
status append --no-trailer more 2>&1 | sed 's/+[0-9a-f]\{8\}/+ID/'
rm key
tlog-key new --name witness.example/w --type cosigner --out key > /dev/null
status append --no-trailer more
cp good key
chmod 644 key
status append --no-trailer more
# A log whose origin is not the name of its key.
rm -rf log key
mv good key
number_lines 2 | tlog-import -q --log log --origin other.example --key key --no-trailer > import.out
append --no-trailer more
head -2 log/checkpoint
# The environment may name it.
TLOG_KEY=key tlog-append -q --log log --no-trailer more
