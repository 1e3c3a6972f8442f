# Records that make no entry are reported, counted and left out; there is a trailer, and the status is 1.
. "$TESTS/cli/repodata-entries/common.sh"
repodata a "$(record)" b '{}' c "$(record)" d "$(record '' ',"size":1.5')" e "$(record)" > in.json
status repodata-entries --keep-going in.json > out
filenames < out
tail -2 out
echo "the first two do not need the last fault"
status repodata-entries --keep-going --limit 2 in.json | tail -2
echo "nothing but faults"
repodata b '{}' | status repodata-entries --keep-going
echo "no fault"
repodata a "$(record)" | status repodata-entries --keep-going --no-trailer
echo "a document that is none is not a record to leave out"
printf '{"packages":{"a":{}' | status repodata-entries --keep-going
