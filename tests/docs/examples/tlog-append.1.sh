tlog-key new --name=example.com/log --out=log.key
cp "$ROOT/tests/data/repodata/main_noarch.json" repodata.json
printf '{"n":1}\n{"n":2}\n' | tlog-import --no-trailer --log=log --origin=example.com/log --key=log.key
printf '{"n":3}\n' > delta
