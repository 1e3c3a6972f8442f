tlog-key new --name=example.com/log --out=log.key
printf '{"name":"zlib","version":"1"}\n{"name":"zlib","version":"2"}\n' |
  tlog-import --no-trailer --log=log --origin=example.com/log --key=log.key
tlog-key show --format=vkey log.key > log.vkey
