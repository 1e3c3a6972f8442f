# What is no answer, and streams that were cut off.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
root=$(sed -n 's/.*"root_hex":"\([0-9a-f]*\)".*/\1/p' built)
verify() { status tlog-verify lookup --root-hex "$root" "$@"; }
vindex-lookup --index index zlib pip > answers
verify --partial /dev/null
verify built
head -n 2 answers > cut
verify cut
sed 1d answers > dropped
verify dropped
for change in 's/"found"/"lost"/' 's/true/1/' 's/\[0,2\]/[0,"2"]/' 's/\[0,2\]/0/' 's/"label_path":"../&A/' \
  's/"key"/"Key"/' 's/"hash":"./"hash":"/' 's/"proof":\[{/"proof":[1,{/'; do
  sed "$change" answers > changed
  verify --partial changed
done
verify missing
status tlog-verify lookup --root-hex "${root}0" answers
