# What is not an entry is named by file and line, and nothing is left of the log.
. "$TESTS/cli/tlog-import/common.sh"
log_key key
try() {
  printf '{"n":0}\n{"n":1}\n%b\n{"n":3}\n' "$1" > entries
  end_input entries
  status import entries
  test ! -e log/tile
}
try ''
try ' '
try '[1,2]'
try '"text"'
try '7'
try 'null'
try 'text'
try '{"a":1'
try '{"a":1}}'
try '{"a":1} {"b":2}'
try '{"a":01}'
try '{"a":"b\tc"}'
try "{'a':1}"
try '{"a":1,}'
try '{"a":"\0377"}'
try '{"a":"\0303"}'
try '{"a":"\0355\0240\0200"}'
try '{"a":"\\ud800"}'
try '\0357\0273\0277{"a":1}'
try "{\"a\":$(head -c 2000 /dev/zero | tr '\0' '[')$(head -c 2000 /dev/zero | tr '\0' ']')}"
try '{"tlog-tools":1}'
try '{ "tlog-tools":"end"}'
try '{"a":1,"tlog-tools":2}'
try '{"a":1,"tlog\\u002dtools":2}'
try '{"a":1,"\\u0074log-tools":2}'
try 'x\r'
# Deeper, and as part of a longer name, the key is nothing special.
printf '%s\n' '{"a":{"tlog-tools":1}}' '{"tlog-tools-2":1}' > entries
end_input entries
import entries
