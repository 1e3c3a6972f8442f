tlog-key new --name=example.com/log --out=log.key
printf '{"n":1}\n{"n":2}\n' | tlog-import --no-trailer --log=log --origin=example.com/log --key=log.key
printf '{"n":2}' > entry.json
tlog-key show --format=vkey log.key > log.vkey
printf '{"index":0}\n{"index":1}\n' > entries.jsonl
