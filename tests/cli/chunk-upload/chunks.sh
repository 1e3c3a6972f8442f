# Files and chunks to a group of folders: first, again, with receipts, prepared.
. "$TESTS/cli/chunk-upload/common.sh"
prepare_stores
mkdir maps
upload one.txt two.txt
find a b c d e -name '????????????????????????????????????????????????????????????????' | sort
upload one.txt
find a -name '????????????????????????????????????????????????????????????????' -delete
upload one.txt two.txt
printf '{"path":"one.txt"}\n\n{"path":"three"}\n{"path":"four"}\n' > list
echo three > three
cp one.txt four
upload --chunks=list
upload --quiet --verify=head two.txt
echo five > five
upload --verify=none --mode=batch five
upload --chunks=- < list
echo a file of six pieces, no more > six
upload --quiet --format=se2 --public --map-dir=maps six
upload --quiet --piece-size=5 --map-dir=maps six
wc -c maps/*
chunk-upload --endpoints=stores --group=3 --quiet - < six
# What is to be settled has a time in it, and names that depend on it.
seq 6 | while read -r n; do echo "$n" > "p$n" && echo "{\"path\":\"p$n\"}"; done > pieces
cat > settle << 'END'
sed -E 's/.*"intent_hex":"([0-9a-f]*)".*"root_hex":"([0-9a-f]*)".*/{"type":"receipt","intent_hex":"\1","receipts":[{"quote_hex":"\2","receipt":"paper"}]}/'
END
upload --mode=batch --batch-max=4 --settle='exit 1' --chunks=pieces > out || echo "status $?"
alike < out
upload --mode=batch --batch-max=4 --settle="sh settle" --chunks=pieces > out
alike < out
for n in 7 8; do echo "$n" > "p$n" && echo "{\"path\":\"p$n\"}"; done > pieces
upload --mode=batch --prepare --journal=j --chunks=pieces | alike
status upload --mode=batch --journal=j --chunks=pieces 2>&1 | sed 's/intent [0-9a-f]*/intent .../' | alike
find spill -type f
