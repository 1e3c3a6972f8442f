# Lines alone, for tlog-import --no-trailer.
. "$TESTS/cli/repodata-entries/common.sh"
example | repodata-entries --subdir s --no-trailer | wc -l
example | repodata-entries --subdir s --no-trailer --limit 1 | filenames
