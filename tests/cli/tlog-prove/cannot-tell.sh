# No checkpoint, one that is none, a tile that cannot be read, an entry file that is not there.
log_key key
number_log 700 log
status tlog-prove inclusion --log nowhere --index 0
status tlog-prove inclusion --log log --entry nowhere
cp log/checkpoint away
echo hello > log/checkpoint
status tlog-prove inclusion --log log --index 0
rm log/checkpoint
status tlog-prove inclusion --log log --index 0
cp away log/checkpoint
rm log/tile/0/001
mkdir log/tile/0/001
status tlog-prove inclusion --log log --index 300
status tlog-prove inclusion --log log --index 0 -o no/such/folder/proof
