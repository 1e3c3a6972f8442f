# Whatever is wrong with the file, there is no wrong answer.
. "$TESTS/cli/vindex-lookup/common.sh"
prepare
head -c 100 index > short
status vindex-lookup --index short zlib
head -c 4200 index > cut
status vindex-lookup --index cut zlib
: > empty
status vindex-lookup --index empty zlib
# A bit that the way to these keys does not pass changes nothing.
vindex-lookup --index index zlib pip numpy > right
for at in 30 4000 4110 4150 4220 4300 4400; do
  cp index damaged
  flip damaged $at
  if vindex-lookup --index damaged zlib pip numpy > out; then
    cmp out right && echo "byte $at: the same"
  else
    echo "byte $at: $?"
  fi
done
status vindex-lookup --index . zlib
# A list is not proved, but it is not one of a damaged file: keys, entries, hashes, nodes, offsets.
for at in 4098 4110 4150 4220 4330 4400 4464; do
  cp index damaged
  flip damaged $at
  status vindex-lookup --index damaged --prefix s
done
