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
