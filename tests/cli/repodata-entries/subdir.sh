# Where the subdir of an entry comes from: the option, else info.subdir, else the record; an option that contradicts
# info.subdir is an error.
. "$TESTS/cli/repodata-entries/common.sh"
subdirs() { repodata-entries --no-trailer "$@" | sed 's/.*"subdir":"\([^"]*\)".*/\1/' | tr '\n' ' '; echo; }
echo "{\"info\":{\"subdir\":\"info\"},\"packages\":{\"f\":$(record '"subdir":"own",')}}" > info.json
echo "{\"packages\":{\"f\":$(record '"subdir":"own",')}}" > own.json
echo "{\"packages\":{\"f\":$(record)}}" > none.json
subdirs info.json
subdirs own.json
subdirs --subdir option own.json
subdirs --subdir option none.json
subdirs --subdir info info.json
echo "an option is for the inputs after it"
subdirs info.json own.json --subdir a none.json own.json --subdir b none.json
echo "faults"
status repodata-entries --subdir other info.json
status repodata-entries none.json
status repodata-entries info.json --subdir other
status repodata-entries --subdir "$(printf '\377')" none.json
status repodata-entries --subdir "$(printf '%01025d' 0)" none.json
