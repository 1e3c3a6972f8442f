# A proof by index, by entry, and by leaf hash in both forms is the same document.
log_key key
number_log 700 log
printf '{"n":600}' > entry
tlog-prove inclusion --log log --index 600 | tee by-index
tlog-prove inclusion --log log --entry entry | cmp - by-index
tlog-prove inclusion --log log --entry - < entry | cmp - by-index
hash=$(python3 -c 'import base64, hashlib; print(base64.b64encode(hashlib.sha256(b"\0{\"n\":600}").digest()).decode())')
tlog-prove inclusion --log log --leaf-hash "$hash" | cmp - by-index
hex=$(python3 -c 'import hashlib; print(hashlib.sha256(b"\0{\"n\":600}").hexdigest())')
tlog-prove inclusion --log log --leaf-hash "$hex" | cmp - by-index
tlog-prove inclusion --log log --index 600 -o written
cmp written by-index
ls
