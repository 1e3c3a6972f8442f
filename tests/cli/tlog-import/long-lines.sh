# The longest entry has 65,535 bytes, whatever ends its line.
. "$TESTS/cli/tlog-import/common.sh"
log_key key
line() { printf '{"a":"%s"}' "$(head -c "$(($1 - 8))" /dev/zero | tr '\0' b)"; }
for end in '\n' '\r\n'; do
  { line 65535; printf '%b' "$end"; line 65535; printf '%b{}' "$end"; } > entries
  test "$(head -1 entries | tr -d '\r\n' | wc -c)" = 65535
  import --progress=never --no-trailer entries
  wc -c < log/tile/entries/000.p/3
  rm -r log
  { echo '{}'; line 65536; printf '%b' "$end"; echo '{}'; } > entries
  status import --no-trailer entries
done
# Under --raw the CR belongs to the entry.
{ line 65535; printf '\r\n'; } > entries
status import --no-trailer --raw entries
{ line 65536; } > entries
status import --no-trailer entries
# No end of line at all: refused long before the end.
status import --no-trailer /dev/zero
