tlog-key new --name=example.com/log --out=log.key
tlog-key show --format=vkey log.key > log.vkey
printf '{"n":1}\n{"n":2}\n' | tlog-import --no-trailer --log=log --origin=example.com/log --key=log.key
printf '{"n":2}' > entry.json
tlog-prove inclusion --log=log --index=1 -o entry.tlog-proof
{ echo "log $(cat log.vkey)"; echo 'quorum none'; } > log.policy
mkdir a b c d e
printf '{"url":"dir:%s"}\n' a b c d e > stores
seq 200 > numbers
