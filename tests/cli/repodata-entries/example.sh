# The worked example, byte for byte; both orders agree on it.
. "$TESTS/cli/repodata-entries/common.sh"
example > example.json
repodata-entries --subdir linux-64 example.json | tee filename.out
repodata-entries --subdir linux-64 --order siglog example.json | cmp - filename.out
