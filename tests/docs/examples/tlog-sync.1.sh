tlog-key new --name=example.com/log --out=log.key
tlog-key show --format=vkey log.key > log.vkey
printf '{"n":1}\n{"n":2}\n' | tlog-import --no-trailer --log=log --origin=example.com/log --key=log.key
