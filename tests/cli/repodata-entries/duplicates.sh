# The last one counts: of equal filenames in a section, of equal fields, of equal sections.
. "$TESTS/cli/repodata-entries/common.sh"
repodata f "$(record '"license":"first",')" g "$(record)" '\u0066' "$(record '"license":"last",')" > files.json
repodata-entries --no-trailer files.json
repodata f "$(record '"name":1,' ',"n\u0061me":"last"')" > fields.json
repodata-entries --no-trailer fields.json
echo "{\"packages\":{\"f\":$(record)},\"packages\":{\"g\":$(record)}}" | repodata-entries --subdir s --no-trailer
