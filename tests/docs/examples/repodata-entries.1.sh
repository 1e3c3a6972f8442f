tlog-key new --name=example.com/log --out=log.key > key.jsonl
cp "$ROOT/tests/data/repodata/r_linux-64.json.zst" repodata.json.zst
# Without info.subdir.
sed '/"info"/,/}/d' "$ROOT/tests/data/repodata/rattler_noarch.json" > a.json
cp a.json b.json
cp -r "$ROOT/tests/data/repodata/sharded/linux-64" .
