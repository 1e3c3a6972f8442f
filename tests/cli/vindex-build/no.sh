# A log that is not what its checkpoint says makes no index, and the one that is there stays.
. "$TESTS/cli/vindex-build/common.sh"
prepare
build --key-field name --out old > /dev/null
cp old index
echo '{"name":"more"}' | tlog-append --log log --key key --no-trailer > /dev/null
cp -r log whole
flip log/tile/entries/000.p/7 40
status build --key-field name --out new
status build --key-field name --out index --update
rm log/tile/entries/000.p/7
status build --key-field name --out new
rm -r log
mv whole log
tlog-key new --name conda.example/log --out other > /dev/null
status vindex-build --log log --log-key "$(tlog-key show --format=vkey other)" --key-field name --out new
cmp index old
ls
