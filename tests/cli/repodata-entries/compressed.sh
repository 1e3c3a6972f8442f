# Compression is recognised by the first bytes; what is cut off, damaged or followed by something is refused; several
# frames or streams in one file are one input.
. "$TESTS/cli/repodata-entries/common.sh"
repodata a "$(record)" b "$(record)" > in.json
repodata-entries in.json > want
zstd -q in.json -o in.zst
bzip2 -c in.json > in.bz2
gzip -c in.json > in.gz
head -c 100 in.json | zstd -q > two.zst
tail -c +101 in.json | zstd -q >> two.zst
head -c 100 in.json | bzip2 > two.bz2
tail -c +101 in.json | bzip2 >> two.bz2
head -c 100 in.json | gzip > two.gz
tail -c +101 in.json | gzip >> two.gz
for name in in two; do
  for kind in zst bz2 gz; do
    repodata-entries "$name.$kind" | cmp - want
    head -c -1 "$name.$kind" > "cut.$kind"
    (cat "$name.$kind"; echo) > "more.$kind"
    cp "$name.$kind" "flipped.$kind"
    flip "flipped.$kind" 30
    for fault in cut more flipped; do status repodata-entries "$fault.$kind"; done
  done
done
mv in.zst misleading.bz2
repodata-entries misleading.bz2 | cmp - want
