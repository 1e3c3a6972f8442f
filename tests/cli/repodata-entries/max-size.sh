# The limit on the decoded size: what just fits, and one byte too much.
. "$TESTS/cli/repodata-entries/common.sh"
repodata a "$(record)" > in.json
size=$(wc -c < in.json)
zstd -q in.json
bzip2 -k in.json
for input in in.json in.json.zst in.json.bz2; do
  status repodata-entries --max-size "$size" "$input" | tail -1
  status repodata-entries --max-size $((size - 1)) "$input" 2> err
  sed "s/$((size - 1))/LIMIT/" err >&2
done
status repodata-entries --max-size 10 < in.json
head -c 20000000 /dev/zero | zstd -q > bomb.zst
status repodata-entries --max-size 16M bomb.zst
status repodata-entries --max-size 0 in.json
status repodata-entries --max-size 2G in.json
