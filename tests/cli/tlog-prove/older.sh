# A proof in an older tree: a document where its checkpoint was kept, else a record with its root, which was proved.
log_key key
number_log 300 small
number_log 700 log
cp small/checkpoint kept
tlog-prove inclusion --log small --index 17 > want
tlog-prove inclusion --log log --index 17 --checkpoint kept | cmp - want
tlog-prove inclusion --log log --leaf '{"n":17}' --checkpoint kept | cmp - want
tlog-prove inclusion --log log --leaf '{"n":17}' --checkpoint - < kept | cmp - want
tlog-prove inclusion --log log --index 17 --size 300 --checkpoint kept | cmp - want
tlog-verify proof --log-key "$LOG_VKEY" --leaf '{"n":17}' want > verdict
tlog-prove inclusion --log log --index 17 --size 300 --format jsonl
tlog-prove inclusion --log log --leaf '{"n":17}' --size 300 --format jsonl --log-key "$LOG_VKEY"
tlog-prove inclusion --log log --index 699 --size 700 > /dev/null
status tlog-prove inclusion --log log --index 17 --size 300
status tlog-prove inclusion --log log --index 300 --size 300 --format jsonl
status tlog-prove inclusion --log log --index 300 --checkpoint kept
status tlog-prove inclusion --log log --leaf '{"n":300}' --checkpoint kept
status tlog-prove inclusion --log log --index 17 --size 701 --format jsonl
# A checkpoint that is not published yet: the tiles are there.
mv log/checkpoint unpublished
tlog-prove inclusion --log log --index 5 --checkpoint unpublished | head -n 2
cp small/checkpoint log/checkpoint
tlog-prove inclusion --log log --index 5 --checkpoint unpublished | head -n 2
# A copy that lags behind cannot tell.
status tlog-prove inclusion --log small --index 17 --checkpoint unpublished
status tlog-prove inclusion --log small --leaf '{"n":17}' --checkpoint unpublished
status tlog-prove consistency --log small --old 300 --checkpoint unpublished
rm small/checkpoint
status tlog-prove inclusion --log small --index 17 --checkpoint unpublished
# Nor can another log.
number_lines 300 | tlog-import --log foreign --origin other.example/log --key key --no-trailer > /dev/null
status tlog-prove inclusion --log foreign --index 17 --checkpoint unpublished
# One of another tree.
number_lines 699 | sed '5s/.*/{}/' | tlog-import --log other --origin conda.example/log --key key --no-trailer > /dev/null
status tlog-prove inclusion --log other --index 17 --checkpoint kept
status tlog-prove inclusion --log other --leaf '{"n":17}' --checkpoint kept
