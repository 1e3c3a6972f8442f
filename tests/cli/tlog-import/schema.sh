# Only entries of conda packages, in canonical form, with their canonical form where they are not.
. "$TESTS/cli/repodata-entries/common.sh"
example > example.json
repodata-entries --subdir linux-64 example.json > entries
log_key key
import() { tlog-import --log log --origin conda.example/log --key key "$@"; }
import --schema conda-v1 --epoch-note note --epoch-time 1 entries | tail -1
rm -r log
zstd -dcq "$DATA/repodata/r_linux-64.json.zst" | repodata-entries | import --schema=conda-v1 | tail -1
rm -r log
# Every line of a bad input is refused, and nothing is made.
line=$(head -1 entries)
bad() {
  (sed '$d' entries; echo "$1") > in
  status import --no-trailer --schema conda-v1 in
}
bad "$line "
bad "{\"arch\":null,${line#?}"
bad "$(echo "$line" | sed 's/"name"/"na\\u006de"/')"
bad "$(echo "$line" | sed 's/"size":[0-9]*/"size":"1"/')"
bad "$(echo "$line" | sed 's/"filename"/"fn"/')"
bad '{"note":"note","timestamp":1,"type":"epoch"}'
bad '[]'
[ ! -e log/tile ] && echo "nothing was made"
status import --no-trailer --schema conda-v1 --raw entries
status import --no-trailer --schema conda-v2 entries
# The canonical form is shown whole, however long it is, and with --quiet too.
long=$(printf '%050000d' 0)
wide=$(echo "$line" | sed "s/\"license\":\"[^\"]*\"/\"license\":\"$long\"/")
echo " $wide" | status import --quiet --no-trailer --schema conda-v1 2> err
echo "$wide" > wide
sed "s/.*canonical form, which is: //" err | cmp - wide && echo "the whole form"
