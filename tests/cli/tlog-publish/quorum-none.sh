# Without a quorum there is nobody to wait for; from then on appends leave the publishing to this.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
publish
cmp log/checkpoint log/.tlog/signed
publish
printf '{"n":2}\n' | tlog-append -q --log log --key key --no-trailer
sed -n 2p log/checkpoint
publish
sed -n 2p log/checkpoint
head -2 log/.tlog/publish
find log/.tlog | sort
