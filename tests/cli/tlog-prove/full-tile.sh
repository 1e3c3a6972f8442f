# A partial tile may be deleted once the full one is there (C2SP tlog-tiles): the full one is read instead.
log_key key
number_log 300 small
number_log 512 log
tlog-prove inclusion --log small --index 299 > want
cp log/tile/0/001 small/tile/0/001
rm small/tile/0/001.p/44
tlog-prove inclusion --log small --index 299 | cmp - want
