# Tiles that are not those of the checkpoint: 1, never a proof. An entry cannot be hidden by changing its tile.
log_key key
number_log 700 log
flip log/tile/0/000 40
status tlog-prove inclusion --log log --index 5
printf '{"n":1}' > entry
status tlog-prove inclusion --log log --entry entry
flip log/tile/0/000 40
mv log/tile/0/001 away
status tlog-prove inclusion --log log --index 300
truncate -s 8191 away
cp away log/tile/0/001
status tlog-prove inclusion --log log --index 300
# A checkpoint of another root: the few tiles at the edge of the tree tell that, before all of them are read.
number_log 700 whole
rm whole/tile/0/000
sed -i '3s/^..../AAAA/' whole/checkpoint
status tlog-prove inclusion --log whole --entry entry
