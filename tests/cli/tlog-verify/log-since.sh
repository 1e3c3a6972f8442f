# An older checkpoint that an auditor kept: the log must be a continuation of that one.
log_key key
for size in 0 300 512 700; do number_log $size log$size; done
seq 1 700 | sed 's/.*/{"n":&}/' > lines
head -n 300 lines | tlog-import --log other300 --origin conda.example/log --key key --no-trailer > /dev/null
verify() { status tlog-verify log -j 1 --log-key "$LOG_VKEY" --since "$@"; }
verify log300/checkpoint log700
verify log512/checkpoint log700
verify log700/checkpoint log700
verify log0/checkpoint log700
verify log300/checkpoint --range 600: log700
verify - log700 < log300/checkpoint
echo rollback
verify log700/checkpoint log300
verify log700/checkpoint log0
echo fork
verify other300/checkpoint log700
verify other300/checkpoint log300
echo 'bad tiles'
rm log700/tile/0/001
verify log300/checkpoint log700
verify log300/checkpoint --range 600: log700
cp log700/tile/0/000 log700/tile/0/001
verify log300/checkpoint --range 600: log700
echo 'bad checkpoints'
verify nowhere log700
echo hello > hello
verify hello log512
sed 's/^300$/301/' log300/checkpoint > changed
verify changed log512
printf x | tlog-import --raw --log foreign --origin other.example/log --key key --no-trailer > /dev/null
verify foreign/checkpoint log512
echo 'an older checkpoint than the one that was seen'
verify log512/checkpoint --checkpoint log300/checkpoint log512
echo 'a no of one wins over what cannot be told of the other'
cp -r log512 refused
sed 's/^512$/513/' log512/checkpoint > refused/checkpoint
verify hello refused
verify nowhere refused
verify foreign/checkpoint refused
rm refused/checkpoint
verify changed refused
echo 'a rollback is one, whatever else is wrong'
verify log512/checkpoint --range=400:500 log300
verify log512/checkpoint --state=hello log300
verify log512/checkpoint --state=/dev/null log300
tlog-verify log -q --log-key "$LOG_VKEY" --state=state log512 > verified
status tlog-verify log -j 1 --log-key "$LOG_VKEY" --state=state log300
