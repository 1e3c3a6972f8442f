# The log grows while a batch is proved, and what is superseded is removed: the wider objects have the same hashes.
log_key key
number_log 300 log
mkfifo batch
tlog-prove inclusion --log log --batch batch > out &
exec 3> batch
yes '{"index":299}' | head -n 65536 >&3
while ! [ -s out ]; do sleep 0.05; done
number_lines 310 | tail -n 10 | tlog-append -q --log log --key key --no-trailer --prune-partials > appended
find log/tile -type f | LC_ALL=C sort
hash=$(python3 -c 'import base64, hashlib
print(base64.b64encode(hashlib.sha256(b"\0{\"n\":280}").digest()).decode())')
printf '{"index":270}\n{"leaf_hash":"%s"}\n' "$hash" >&3
exec 3>&-
wait $!
tail -n 1 out
tail -n 2 out | head -n 1 | tlog-verify proof --log-key "$LOG_VKEY" --batch - --partial
