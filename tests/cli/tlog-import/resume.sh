# Resuming verifies, writes what is missing, repairs what is torn, and refuses what is not of this input.
. "$TESTS/cli/tlog-import/common.sh"
log_key key
number_lines 600 > entries
end_input entries
import --resume entries
import --resume entries
rm log/checkpoint log/tile/0/001
: > log/tile/entries/001
import --resume entries
flip log/tile/0/001 100
status import --resume entries
flip log/tile/0/001 100
sed 's/{"n":300}/{"n":-300}/; /tlog-tools/d' entries > edited
end_input edited
status import --resume edited
number_lines 500 > shorter
end_input shorter
status import --resume shorter
status tlog-import --log log --origin other.example --key key --resume entries
import --resume entries
