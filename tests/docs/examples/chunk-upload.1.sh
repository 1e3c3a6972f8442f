tlog-key new --name=example.com/r --out=log.key
seq 300 | sed 's/.*/{"n":&}/' > entries.jsonl
seq 301 310 | sed 's/.*/{"n":&}/' > more.jsonl
