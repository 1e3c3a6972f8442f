# What is not as it should be, and command lines that mean nothing.
. "$TESTS/cli/chunk-fetch/common.sh"
prepare
echo mine > file
status chunk-fetch --endpoints stores file.datamap
cat file
fails -o nowhere/file file.datamap
sed 's/"bytes":14/"bytes":13/' file.datamap > wrong
fails -o out wrong
sed 's/"bytes":14/"bytes":16/' file.datamap > wrong
fails -o out wrong
echo '{"url":"dir:a"}x' > bad
status chunk-fetch --endpoints bad file.datamap -o out
status chunk-fetch --endpoints missing file.datamap -o out
status chunk-fetch --endpoints stores
status chunk-fetch --endpoints stores file.datamap --address x
status chunk-fetch --endpoints stores --address bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq -o out
status chunk-fetch --endpoints stores --address EA8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f -o out
status chunk-fetch --endpoints stores wrong
status chunk-fetch --endpoints stores -o - file.datamap
status chunk-fetch --endpoints - -
ls
