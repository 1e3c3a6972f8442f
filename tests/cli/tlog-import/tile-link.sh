# A user's symbolic link in the place of the tiles is left alone, and nothing is made.
. "$TESTS/cli/tlog-import/common.sh"
prepare
mkdir log mine
ln -s ../mine log/tile
status import --no-trailer entries
echo '[]' | status import --no-trailer
readlink log/tile
find log mine | sort
# The same of a level.
rm log/tile
mkdir log/tile
ln -s ../../mine log/tile/entries
number_lines 600 > many
status import --no-trailer many
find log mine | sort
