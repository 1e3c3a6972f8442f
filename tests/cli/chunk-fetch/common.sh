prepare() {
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION AWS_ENDPOINT_URL \
    AWS_ENDPOINT_URL_S3
  printf 'hello, chunks\n' > original
  chunks plain 5 original file.datamap a b
  printf '{"url":"dir:a"}\n{"url":"dir:b"}\n' > stores
}
# A run that ends early; how far the stores were asked by then is chance.
fails() {
  status chunk-fetch --endpoints stores "$@" > said
  grep -v '"type":"endpoint"' said
}
good() { chunk-fetch --endpoints=stores --replace file.datamap "$@"; }
unreadable() { chunk-fetch --endpoints=stores missing.datamap; }
# Not ours: what puts files into stores, and writes their data maps.
chunks() { python3 "$TESTS/oracle/chunks.py" "$@"; }
