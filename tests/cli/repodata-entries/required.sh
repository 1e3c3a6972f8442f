# A record without a required field, or with one of another type, is named.
. "$TESTS/cli/repodata-entries/common.sh"
for fault in '"build":null' '"build_number":null' '"build_number":1.0' '"build_number":-1' '"build_number":"1"' '"name":null' \
  '"name":1' '"sha256":null' '"sha256":"abc"' '"size":null' '"size":1e3' '"size":18446744073709551616' '"version":null' \
  '"version":["1"]'; do
  repodata good-1.conda "$(record)" odd-1.conda "$(record '' ",$fault")" zoo-1.conda "$(record)" > in.json
  status repodata-entries in.json > out
  filenames < out | tr '\n' ' '
  tail -1 out
done
repodata odd '[]' | status repodata-entries
repodata odd "$(record "\"license\":\"$(printf '%070000d' 0)\",")" | status repodata-entries
