# Something that is changed in a record, or a root that nothing vouches for: a no.
. "$TESTS/cli/chunk-upload/common.sh"
prepare_stores
settled_batches > out
# The numbers of verdicts, and why: the sed script $1 changes the records.
changed() {
  sed -E "$1" out > changed
  status tlog-verify receipt changed > said
  sed -nE 's/.*"reason":("([^"\\]|\\.)*").*/\1/p; s/.*"summary".*("verified".*)}/\1/p; /^status/p' said | uniq -c
}
chunk='/"index":2,/'
changed "$chunk s/(\"proof_hex\":\[\"..)./\1x/"
changed "$chunk s/(\"proof_hex\":\[\"[0-9a-f]*)[0-7]\"/\18\"/; $chunk s/(\"proof_hex\":\[\"[0-9a-f]*)[9a-f]\"/\10\"/"
changed "$chunk s/\"proof_hex\":\[(\"[^\"]*\"),(\"[^\"]*\")/\"proof_hex\":[\2,\1/"
changed "$chunk s/\"proof_hex\":\[\"[^\"]*\",/\"proof_hex\":[/"
changed "$chunk s/\"proof_hex\":\[(\"[^\"]*\")/\"proof_hex\":[\1,\1/"
changed "$chunk s/\"size_bytes\":2/\"size_bytes\":3/"
changed "$chunk s/(\"address\":\").{8}/\100000000/"
changed "$chunk s/\"leaf\":./\"leaf\":2/"
changed "$chunk s/\"leaves\":4/\"leaves\":5/"
changed "$chunk s/(\"unix_time\":)/\11/"
changed "$chunk s/(\"root_hex\":\").{8}/\100000000/"
changed '/"type":"receipt".*"batch":0/ s/("unix_time":)/\11/'
changed '/"type":"receipt".*"batch":0/ s/"chunks":4/"chunks":3/'
changed '/"type":"receipt".*"batch":0/ d'
changed '/"type":"receipt".*"batch":0/ {p; s/("unix_time":)/\11/}'
# The proofs of one chunk with another, and of one batch with the root of the other, and its time: the two batches may
# have been settled in the same second or not.
changed '/"index":0,/ {h; d}; /"index":1,/ {G; s/("address":"[^"]*")(.*)\n.*("address":"[^"]*").*/\3\2/}'
root=$(root_of 0 out)
unix_time=$(sed -nE '/"type":"receipt".*"batch":0/ s/.*"unix_time":([0-9]+).*/\1/p' out)
changed "/\"type\":\"chunk\"/ {s/\"root_hex\":\"[0-9a-f]*\"/\"root_hex\":\"$root\"/; s/(\"unix_time\":)[0-9]+/\1$unix_time/}"
status tlog-verify receipt --root-hex="$(root_of 1 out)" out | alike
status tlog-verify receipt --root-hex="$(root_of 1 out)" --leaves=3 out | tail -n 1
# A refused chunk is a no, whatever else is wrong.
sed '/"index":2,/s/"size_bytes":2/"size_bytes":3/; $d' out > cut
status tlog-verify receipt cut | tail -n 2
grep '"index":2,' cut > one
status tlog-verify receipt one | tail -n 2
