cp "$ROOT"/tests/data/repodata/{r_linux-64.json.zst,main_noarch.json} .
