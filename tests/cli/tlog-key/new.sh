# A new key is a file of mode 0600 whose public part is the one that was printed; the second file is another key.
tlog-key new --name example.com/log --out a > a.out
tlog-key new --name example.com/log --out b > b.out
stat -c '%a %n' a b
tlog-key show a | cmp - a.out
tlog-key show b | cmp - b.out
status cmp -s a b
sed -E 's/[0-9a-f]{8}/ID/g; s/\+[A-Za-z0-9+/]{44}"/+KEY"/' a.out
