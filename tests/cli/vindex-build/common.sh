prepare() {
  log_key key
  package_log log
}
# A log in the folder $1: zlib, pip, zlib, an anchor, an entry without a name, zlib and pip at once.
package_log() {
  package_lines | tlog-import --log "$1" --origin conda.example/log --key key --no-trailer > /dev/null
}
package_lines() {
  echo '{"filename":"zlib-1.conda","name":"zlib","sha256":"01","subdir":"noarch"}'
  echo '{"filename":"pip-1.conda","name":"pip","sha256":"02","subdir":"noarch"}'
  echo '{"filename":"zlib-2.conda","name":"zlib","sha256":"03","subdir":"linux-64"}'
  echo '{"name":"zlib","root":"00","tree_size":1,"type":"vindex-root"}'
  echo '{"n":4}'
  echo '{"name":["zlib","pip","zlib"]}'
}
build() { vindex-build --log log --log-key "$LOG_VKEY" "$@"; }
good() {
  rm -f index
  build --key-field name --out index "$@"
}
unreadable() { vindex-build --log missing --log-key "$LOG_VKEY" --key-field name --out index; }
# Siglog's write-ahead log of the entries $1, "foo@0 bar+baz@1 @2": siglog_wal ENTRIES [VERSION]
siglog_wal() {
  PYTHONPATH="$TESTS/oracle" python3 -B -c 'import hashlib, sys, siglog_index
for word in sys.argv[1].split():
    keys, entry = word.split("@")
    keys = [hashlib.sha256(key.encode()).digest() for key in keys.split("+") if key]
    sys.stdout.buffer.write(siglog_index.record(int(entry), keys, int(sys.argv[2])))' "$1" "${2-3}"
}
