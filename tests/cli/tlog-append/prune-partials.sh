# The files of a single import, after any history.
. "$TESTS/cli/tlog-append/common.sh"
prepare
last=2
for size in 5 200 256 257 300 512 600 700; do
  numbers "$last" "$size" | append -q --no-trailer > out
  last=$size
done
files | grep '[.]p/'
numbers 700 701 | append -q --prune-partials --no-trailer
same_as_import 701
# What is left over from elsewhere goes, too; what is no object stays.
mkdir -p log/tile/0/000.p log/tile/0/009.p
touch log/tile/0/000.p/3 log/tile/0/009.p/17 log/tile/0/note
append -q --prune-partials --no-trailer /dev/null
test ! -e log/tile/0/000.p
rm log/tile/0/note
same_as_import 701
# Both sizes keep theirs while one of them is not published.
numbers 701 705 | append -q --prune-partials --defer-publish --no-trailer
files | grep '[.]p/'
