prepare() {
  log_key key
  {
    echo '{"name":"zlib"}'
    echo '{"name":"pip"}'
    echo '{"name":"zlib"}'
    echo '{"name":"numpy"}'
    echo '{"name":"flask"}'
    echo '{"name":"scipy"}'
  } | tlog-import --log log --origin conda.example/log --key key --no-trailer > /dev/null
  vindex-build --log log --log-key "$LOG_VKEY" --key-field name --out index > built
}
good() { vindex-lookup --index index zlib pip "$@"; }
unreadable() { vindex-lookup --index missing zlib; }
# Anchors the index in its log.
anchor() { vindex-build --anchor index | tlog-append --log log --key key --quiet > /dev/null; }
