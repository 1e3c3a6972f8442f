# The roots that siglog has after each entry: foo, bar, foo, baz.
log_key key
n=0
for name in foo bar foo baz; do
  echo "{\"name\":\"$name\"}" >> lines
  tlog-import --log log$n --origin conda.example/log --key key --no-trailer lines > /dev/null
  vindex-build --log log$n --log-key "$LOG_VKEY" --key-field name --out index$n | grep -o '"root_hex":"[0-9a-f]*"'
  n=$((n + 1))
done
