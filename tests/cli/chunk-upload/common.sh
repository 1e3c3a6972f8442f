prepare() {
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION AWS_ENDPOINT_URL \
    AWS_ENDPOINT_URL_S3 XDG_DATA_HOME
  log_key key
  number_log 300 log
}
good() { chunk-upload --objects=log dir:store "$@"; }
unreadable() { chunk-upload --objects=missing dir:store; }

# Five stores that are folders, one with an id of its own, and two files.
prepare_stores() {
  prepare
  export TLOG_SPILL="$PWD/spill"
  mkdir a b c d e
  printf '{"url":"dir:%s"}\n' a b c d > stores
  printf '{"id":"%064d","url":"dir:e"}\n' 0 >> stores
  echo one > one.txt
  echo two > two.txt
}
upload() { chunk-upload --endpoints=stores --group=3 "$@"; }
# Times, and hashes of what they stand in, made alike.
alike() { sed -E 's/"(unix_time)":[0-9]+/"\1":0/g; s/"((intent|root|quote)_hex)":"[0-9a-f]{64}"/"\1":"..."/g'; }
# An upload of six chunks in batches of four and of two, which a command settles, and the root of batch $1 as the
# records in the file $2 have it.
pieces() { seq "$1" "$2" | while read -r n; do echo "$n" > "p$n" && echo "{\"path\":\"p$n\"}"; done; }
settled_batches() {
  cat > settle << 'END'
sed -E 's/.*("intent_hex":"[0-9a-f]*").*"root_hex":("[0-9a-f]*").*/{"type":"receipt",\1,"receipts":[{"quote_hex":\2,"receipt":"paper"}]}/'
END
  pieces 1 6 > list
  upload --mode=batch --batch-max=4 --settle="sh settle" --chunks=list
}
root_of() { sed -n "s/.*\"batch\":$1,.*\"root_hex\":\"\([0-9a-f]*\)\".*/\1/p" "$2"; }
