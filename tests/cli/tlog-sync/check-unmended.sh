# What no source has is listed, all of it, and what can be mended is mended. The next run goes on before the first of them.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
grow 3000
sync_log -q log > made
cp -r mirror whole
rm mirror/tile/entries/003 mirror/tile/entries/005 mirror/tile/entries/007
flip mirror/tile/entries/009 100
rm log/tile/entries/003
flip log/tile/entries/007 1
status sync_log -q --checkpoint-every 256 --jobs 1 --check log
ls mirror/tile/entries
# Nothing is known of an object that cannot be read; where all are such, the answer is not known either.
mkdir log/tile/entries/003
rm log/tile/entries/007
mkdir log/tile/entries/007
status sync_log -q --jobs 1 --check log
# When they can be had they are mended.
rmdir log/tile/entries/003 log/tile/entries/007
cp whole/tile/entries/003 whole/tile/entries/007 log/tile/entries/
sync_log -q --jobs 1 --check log
tlog-verify log --log-key "$LOG_VKEY" mirror > verified
# A small log, which is otherwise proved by its root alone.
number_log 600 small
tlog-sync -q --log copy --log-key "$LOG_VKEY" small > made
rm copy/tile/entries/* small/tile/entries/00? -r
status tlog-sync -q --log copy --log-key "$LOG_VKEY" --jobs 1 --check small
