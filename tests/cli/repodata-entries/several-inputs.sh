# Inputs come one after the other, each ordered within itself; the trailer and the limit are for all of them.
. "$TESTS/cli/repodata-entries/common.sh"
repodata b "$(record)" d "$(record)" > one.json
repodata c "$(record)" a "$(record)" > two.json
repodata-entries one.json - < two.json > out
filenames < out
tail -1 out
echo "the first three"
repodata-entries --limit 3 one.json two.json missing.json > out
filenames < out
tail -1 out
head -3 out > three
PYTHONPATH="$TESTS/oracle" python3 -B -c 'import tree
print(tree.trailer(open("three", "rb").read().splitlines()).decode())'
echo "none"
repodata-entries --limit 0 one.json
echo "the second one is missing"
status repodata-entries one.json missing.json > out
filenames < out
tail -1 out
echo "standard input twice"
status repodata-entries - one.json -
