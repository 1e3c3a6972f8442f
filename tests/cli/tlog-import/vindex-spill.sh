# The index's scratch files are in a spill folder; a root without room, as /proc, is found before anything is made.
. "$TESTS/cli/tlog-import/common.sh"
prepare
printf '%s\n' '{"name":"zlib","n":0}' '{"name":["pip","zlib"]}' '{"n":2}' > few
i=0
while [ $i -lt 200 ]; do
  echo '{"name":"zlib"}'
  i=$((i + 1))
done > entries
status import --no-trailer entries --vindex index --vindex-key name --spill-root=/proc/self/task
ls
find log -name tile -o -name checkpoint
import --no-trailer entries --vindex index --vindex-key name --spill-root=spill --quiet
ls -A spill
TLOG_SPILL=/nowhere import --no-trailer few --quiet --log=plain
