# By an ingest node, and past one that is dead.
. "$TESTS/cli/chunk-upload/common.sh"
prepare_stores
echo three > three.txt
cat > uploads <<'END'
chunk-upload --master="$MASTER" --ingest="$INGEST" one.txt two.txt
chunk-upload --master="$MASTER" --ingest=http://127.0.0.1:9 one.txt three.txt
printf '{"url":"%s"}\n' "$MASTER" > stores
chunk-fetch --quiet --endpoints=stores --output=back two.txt.datamap
cmp two.txt back
END
python3 "$TESTS/faults/routed.py" sh -eu uploads | sed 's/127.0.0.1:[0-9]*/HOST/g'
