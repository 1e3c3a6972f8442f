# Real repodata. The number of records is known, and what an input is compressed with changes nothing.
zstd -dq "$DATA/repodata/r_linux-64.json.zst" -o r.json
bzip2 -k r.json
repodata-entries r.json > r.out
repodata-entries "$DATA/repodata/r_linux-64.json.zst" | cmp - r.out
repodata-entries r.json.bz2 | cmp - r.out
repodata-entries < r.json | cmp - r.out
repodata-entries - < r.json.bz2 | cmp - r.out
zstd -dcq "$DATA/repodata/r_linux-64.json.zst" | repodata-entries | cmp - r.out
repodata-entries -j 7 r.json | cmp - r.out
head -2 r.out
tail -1 r.out
for name in main_noarch.json conda-forge-numpy_linux-64.json conda-format_win-64.json rattler_noarch.json \
  rattler_noarch.json.bz2; do
  repodata-entries "$DATA/repodata/$name" > out
  echo "$name: $(sha256sum < out)"
  tail -1 out
done
