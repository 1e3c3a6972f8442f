# Entries whose tiles are missing or wrong are refused, the others proved; an entry cannot be hidden by changing a tile.
short() { sed 's|"proof":"[^"]*"|"proof":""|'; }
log_key key
number_log 700 log
flip log/tile/0/000 40
rm log/tile/0/001
printf '{"index":0}\n{"index":1}\n{"index":300}\n{"index":600}\n' > batch
status tlog-prove inclusion --log log --batch batch | short
mkdir log/tile/0/001
status tlog-prove inclusion --log log --batch batch
rmdir log/tile/0/001
hash=$(python3 -c 'import base64, hashlib; print(base64.b64encode(hashlib.sha256(b"\0{\"n\":600}").digest()).decode())')
printf '{"index":600}\n{"leaf_hash":"%s"}\n' "$hash" > batch
status tlog-prove inclusion --log log --batch batch
rm log/checkpoint
status tlog-prove inclusion --log log --batch batch
