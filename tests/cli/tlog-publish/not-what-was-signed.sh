# A log that was tampered with, and one that another key signed.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
cp log/tile/0/000.p/2 tile
flip log/tile/0/000.p/2 5
status publish
cp tile log/tile/0/000.p/2
cp log/.tlog/signed signed
flip log/.tlog/signed 20
status publish
cp signed log/.tlog/signed
printf 'log %s\nquorum none\n' "$(tlog-key new --name conda.example/log --out another > /dev/null; tlog-key show --format vkey another)" > policy
status publish 2>&1 | sed 's/+[0-9a-f]\{8\}/+ID/'
test ! -e log/checkpoint
