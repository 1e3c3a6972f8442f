# Any bytes are an entry, but not none, and not what is reserved.
. "$TESTS/cli/tlog-import/common.sh"
log_key key
printf '[1]\n\377\376\n \n{"a":\nx\r\n' > entries
end_input entries
import --raw entries
od -An -c log/tile/entries/000.p/5
rm -r log
for line in '' '{"tlog-tools":1}' '{"a":1, "tlog-tools":2}' ' {"tlog\u002dtools":1} '; do
  printf 'x\n%s\ny\n' "$line" > entries
  status import --raw --no-trailer entries
done
