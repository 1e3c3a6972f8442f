cp "$ROOT/tests/data/repodata/main_noarch.json" repodata.json
