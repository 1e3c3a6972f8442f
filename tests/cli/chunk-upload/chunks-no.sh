# Mistakes on the command line, in the lists and the journal; whatever happens, a summary is last.
. "$TESTS/cli/chunk-upload/common.sh"
prepare_stores
status chunk-upload
status chunk-upload --endpoints=stores
status chunk-upload --endpoints=stores --objects=log one.txt
status upload --quorum=1 one.txt
status upload --quorum=4 one.txt
status upload --qps=5 one.txt
status chunk-upload --objects=log --group=3 dir:store
status chunk-upload --objects=log dir:store dir:other
status upload --prepare --finalize=x one.txt
status upload --prepare --settle=x one.txt
status upload - --chunks=-
status chunk-upload --endpoints=stores one.txt
status chunk-upload --endpoints=missing one.txt
status upload missing
status upload .
for list in hello '{"path":5}' '{"address":"x"}' '{"path":"one.txt","address":"x"}' '{"path":"missing"}' '{"path":"empty"}'; do
  : > empty
  echo "$list" > list
  status upload --chunks=list
done
echo hello > bad
status chunk-upload --endpoints=bad --group=1 one.txt
echo '{"url":"ftp://x"}' > bad
status chunk-upload --endpoints=bad --group=1 one.txt
echo hello > journal
status upload --journal=journal one.txt
cat journal
rm journal
status upload --journal=journal --finalize=receipts one.txt
status upload --journal=journal --reconcile=receipts one.txt
upload --quiet --journal=journal one.txt
sed '/done/d' journal > cut
status upload --journal=cut two.txt
status upload --journal=cut --prepare one.txt
# A store that is a file, and one that nobody may write to.
rm -r b
touch b
upload --quiet --backoff-ms=1 two.txt
echo three > three
rm -r c d e
touch c d e
status upload --backoff-ms=1 three
# One folder in three spellings.
mkdir f
ln -s f link
for other in ./f "$PWD/link" f/../f//; do
  printf '{"url":"dir:f"}\n{"url":"dir:%s"}\n' "$other" > bad
  status chunk-upload --endpoints=bad --group=2 one.txt
done
