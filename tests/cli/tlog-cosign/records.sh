# A stream of requests, each with an answer; times and signatures are left out here.
log_key key
witness_key witness
number_log 3 log
short() { sed 's/"timestamp":[0-9]*/"timestamp":0/; s/"signatures":\["[^"]*"\]/"signatures":["..."]/'; }
cosign() { tlog-cosign --format jsonl --state sqlite:witness.db --key witness --log-key "$LOG_VKEY" "$@"; }
tlog-prove request --format jsonl --log log --old 0 > zero
tlog-prove request --format jsonl --log log --old 3 > three
cosign < zero > answers
short < answers
echo 'again, as a stream of two, of which one is refused:'
cat zero three > two
status cosign < two | short
echo 'a request as it is:'
tlog-prove request --log log --old 3 | cosign | short
echo 'lines that are no request:'
printf '{"type":"request"}\n{"type":"request","request":"old 01"}\n{"type":"other","n":1}\nnot json\n{"type":"summary"}\n' > odd
status cosign < odd
echo 'cut off:'
head -n 1 three | status cosign | short
head -n 1 three | status cosign --partial | short
status cosign < /dev/null
status cosign --partial < /dev/null
echo 'a refusal is the answer, whatever comes behind it:'
{ head -n 1 zero; head -c 17000000 /dev/zero | tr '\0' x; } > long
status cosign < long | short
i=0; while [ $i -lt 1000 ]; do head -n 1 zero; i=$((i + 1)); done > many
cosign --partial < many > /dev/full 2> many.err || echo "status $?"
tail -n 1 many.err
