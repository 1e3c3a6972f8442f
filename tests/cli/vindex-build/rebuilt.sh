# What is missing, cut off or damaged is built anew, also where nothing is to be added.
. "$TESTS/cli/vindex-build/common.sh"
prepare
build --key-field name --out good > /dev/null
build --key-field name --out index --update
cmp good index
head -c 4200 good > index
build --key-field name --out index --update
cmp good index
flip index 10
build --key-field name --out index --update
cmp good index
flip index 4200
build --key-field name --out index --update
cmp good index
