# A stream of another tool that was cut off: 65, without a summary of ours. Lines that name no entry: 65, after the others.
short() { sed 's|"proof":"[^"]*"|"proof":""|'; }
log_key key
number_log 3 log
prove() { status tlog-prove inclusion --log log --batch - "$@"; }
printf '{"type":"entry","index":0}\n' > cut
prove < cut | short
prove --partial < cut | short
printf '{"type":"summary","tool":"t"}\n{"type":"log"}\n' | prove
printf 'hello\n' | prove
printf '[1]\n' | prove
printf '{}\n' | prove
printf '{"type":"proof"}\n' | prove
printf '\n' | prove
printf '{"index":-1}\n' | prove
printf '{"index":"1"}\n' | prove
printf '{"index":01}\n' | prove
printf '{"index":1e2}\n' | prove
printf '{"index":9007199254740992}\n' | prove
printf '{"index":1,"index":2}\n' | prove
printf '{"leaf_hash":"abc"}\n' | prove
printf '{"index":1,"leaf_hash":"abc"}\n' | prove
printf '{"index":1\n' | prove
printf '{"index":1,"n":"\377"}\n' | prove
printf '{"index":3}\nhello\n' | prove | short
printf '{"type":"entry","index":3}\n' | prove | short
status tlog-prove inclusion --log log --batch nowhere
printf '{"index":1}' | prove | short
# Lines behind a malformed one; streams behind others, one of which was cut off.
printf 'hello\n{"index":1}\n{}\n' | prove | short
entry='{"type":"entry","index":0}'
counted() { printf '{"type":"summary","tool":"tlog-append","appended":%s,"skipped":%s}\n' "$@"; }
{ echo "$entry"; counted 1 0; echo "$entry"; counted 0 1; } | prove | tail -n 2
{ echo "$entry"; echo "$entry"; counted 1 0; } | prove | short
{ echo "$entry"; counted 1 1; echo "$entry"; counted 1 0; } | prove --partial | tail -n 2
