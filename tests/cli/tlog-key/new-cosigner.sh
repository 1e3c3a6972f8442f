# A cosigner's key is of type 4 in both forms; a mask does not open the file.
umask 0
tlog-key new --type=cosigner --name witness.example/w --out key > key.out
stat -c %a key
cut -c1-30 key
sed -E 's/[0-9a-f]{8}/ID/g; s/\+[A-Za-z0-9+/]{44}"/+KEY"/' key.out
status tlog-key show --type log key
