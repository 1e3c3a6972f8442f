# Mistakes on the command line of a fetch from a master. 127.0.0.1:9 is a place where nobody is.
. "$TESTS/cli/chunk-fetch/common.sh"
prepare
master=http://127.0.0.1:9/bucket
status chunk-fetch one.txt.datamap
status chunk-fetch --master=$master --endpoints=stores one.txt.datamap
status chunk-fetch --master=bucket one.txt.datamap
status chunk-fetch --endpoints=stores --master-token=token one.txt.datamap
status chunk-fetch --master=$master --master-token=- -
status chunk-fetch --master=$master --master-token=missing --output=x one.txt.datamap
