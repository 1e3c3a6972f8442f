# -o replaces a regular file, follows a link to it, writes to what is no regular file, and touches nothing else.
log_key key
number_log 3 log
prove() { tlog-prove inclusion --log log --index 1 "$@"; }
prove > want
prove -o - | cmp - want
echo precious > out.tmp
echo old > out
prove -o out
cmp out want
cat out.tmp
ln -s target link
echo old > target
prove -o link
cmp target want
test -L link
ln -s nowhere dangling
status prove -o dangling
test -L dangling
mkfifo pipe
cat pipe > read &
prove -o pipe
wait
cmp read want
test -p pipe
prove -o /dev/null
mkdir folder
status prove -o folder
status prove -o folder/
status prove -o no/such/proof
i=0
while [ $i -lt 20 ]; do prove -o many & i=$((i + 1)); done
wait
cmp many want
ls
# Records say where they end, wherever they go.
status tlog-prove consistency --log log --old 9 -o -
status tlog-prove inclusion --log log --index 9 --format jsonl -o -
