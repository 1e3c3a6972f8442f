# Files come back from chunks and data maps that another program made.
. "$TESTS/cli/chunk-fetch/common.sh"
prepare
chunk-fetch --endpoints stores file.datamap
cmp file original
chunk-fetch --endpoints stores -q --dry-run file.datamap
chunks se2 original secret.datamap b
chunk-fetch --endpoints stores --concurrency 1 -o again secret.datamap
cmp again original
# The data map is a chunk, too.
address=$(chunks address secret.datamap)
cp secret.datamap "a/chunks/$address"
chunk-fetch -q --endpoints stores --address "$address" -o third
cmp third original
: > original
chunks plain 5 original empty.datamap a
chunk-fetch -q --endpoints - empty.datamap < stores
cmp empty original
ls
