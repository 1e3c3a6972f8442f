# Whatever else may be in the root: each with its reason.
. "$TESTS/cli/spill-clean/common.sh"
mkdir -p spill victim
echo dear > victim/file
ln -s ../victim spill/spill_1_1
: > spill/spill_1_2
mkfifo spill/spill_1_3
folder 1 4
mkfifo spill/spill_1_4/.lock
folder 1 5
ln -s ../../victim/file spill/spill_1_5/.lock
folder 1 6
lock 1 6
ln -s ../../victim spill/spill_1_6/link
folder 1 7
lock 1 7
folder x 8
folder -1 8
folder +1 8
folder 01 8
folder 18446744073709551616 8
folder '' 8
mkdir spill/other spill/.spill_1_1 spill/spill_1
exec 9> spill/spill_1_7/.lock
flock 9
spill-clean --root=spill --now=1700000000
exec 9>&-
ls -A spill
cat victim/file
spill-clean --root=spill --now=1700000000 | grep -v '"kept"'
