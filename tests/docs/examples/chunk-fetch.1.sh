for i in 1 2 3 4 5; do echo "{\"url\":\"dir:store$i\"}"; done > stores.jsonl
seq 10000 > photo.jpg
