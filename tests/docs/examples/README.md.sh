zstd -dqo r_linux-64.json "$ROOT/tests/data/repodata/r_linux-64.json.zst"
cp "$ROOT/tests/data/repodata/main_noarch.json" .
