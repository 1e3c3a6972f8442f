# Where the user names whom to believe, the checkpoint is verified before anything is made of it.
short() { sed 's|"proof":"[^"]*"|"proof":""|'; }
log_key key
number_log 3 log
prove() { status tlog-prove inclusion --log log --index 1 --format jsonl "$@"; }
prove --log-key "$LOG_VKEY" | short
prove | short
prove -v | tail -n 1
prove --log-key "$LOG_VKEY" --origin example.com/another
printf 'log %s\nquorum none\n' "$LOG_VKEY" > policy
prove --policy policy | short
TLOG_POLICY=policy prove | short
printf 'quorum none\n' > nobody
prove --policy nobody
prove --policy nowhere
prove --log-key nonsense
sed 's/ObKi/ObKj/; s/^\(— .*\)....$/\1AAA=/' log/checkpoint > forged
prove --log-key "$LOG_VKEY" --checkpoint forged
status tlog-prove consistency --log log --old 1 --log-key "$LOG_VKEY" --checkpoint forged
status tlog-prove request --log log --old 1 --log-key "$LOG_VKEY" --checkpoint forged
