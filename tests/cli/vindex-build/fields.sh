# Each field; the entries of a key, by what the index lists. The anchor and the entry without the field have no keys.
. "$TESTS/cli/vindex-build/common.sh"
prepare
for field in filename:z name:z name:p sha256:0 subdir/filename:n; do
  build --key-field "${field%:*}" --out index
  vindex-lookup --index index --prefix "${field#*:}"
  rm index
done
