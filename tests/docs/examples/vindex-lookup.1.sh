tlog-key new --name=example.com/log --out=log.key
printf '{"name":"zlib","version":"1"}\n{"name":"zlib","version":"2"}\n' |
  tlog-import --no-trailer --log=log --origin=example.com/log --key=log.key
tlog-key show --format=vkey log.key > log.vkey
vindex-build --log=log --log-key="$(cat log.vkey)" --key-field=name --out=names.vindex > built.jsonl
sed -n 's/.*"root_hex":"\([0-9a-f]*\)".*/\1/p' built.jsonl > names.root
vindex-build --anchor=names.vindex | tlog-append --log=log --key=log.key > appended.jsonl
