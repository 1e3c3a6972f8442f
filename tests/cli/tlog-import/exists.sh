# What holds a log, or objects of whatever origin, is never imported over.
. "$TESTS/cli/tlog-import/common.sh"
prepare
import --no-trailer entries > /dev/null
status import --no-trailer entries
rm -r log/.tlog
status import --no-trailer entries
status import --no-trailer --resume entries
rm log/checkpoint
status import --no-trailer entries
rm -r log
mkdir -p log/tile
echo text > log/tile/file
status import --no-trailer entries
rm -r log
echo text > log
status import --no-trailer entries
rm log
mkdir log
echo text > log/tile
status import --no-trailer entries
cat log/tile
# Other files in the directory are none of our business.
rm -r log
mkdir -p log/tile/entries log/more
echo text > log/index.html
import --no-trailer entries
files
