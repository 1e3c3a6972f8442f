# The published checkpoint is of a larger tree than what was signed here: a copy that was restored.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
publish > out
cp log/.tlog/signed older
printf '{"n":2}\n' | tlog-append -q --log log --key key --no-trailer
publish > out
cp older log/.tlog/signed
status publish
sed -n 2p log/checkpoint
# One that is smaller and of another tree: what was signed does not begin with it.
rm -r log
number_lines 700 | tlog-import --log log --origin conda.example/log --key key --no-trailer --defer-publish > import.out
number_lines 300 | sed 's/1/2/' | tlog-import --log other --origin conda.example/log --key key --no-trailer > import.out
cp other/checkpoint log/checkpoint
status publish
cmp other/checkpoint log/checkpoint
number_lines 300 | tlog-import --log begun --origin conda.example/log --key key --no-trailer > import.out
cp begun/checkpoint log/checkpoint
publish -q
