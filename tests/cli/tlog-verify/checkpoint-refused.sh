# A known key whose signature fails is a no, whatever else there is; a note that is none is 65.
log_key key
number_log 3 log
policy 3 1 > policy
cosign 1 1679315147 < log/checkpoint | cosign 2 1679315147 > good
verify() { status tlog-verify checkpoint --policy policy "$@"; }
sed '$s/\(w2 .\{30\}\)./\1+/' good > bad-witness
! cmp -s good bad-witness
verify bad-witness
sed '$s/.\{5\}=*$/AAAA=/' good > damaged-witness
verify damaged-witness
sed 's/5I4D/5I4E/; 2s/3/4/' good > altered
verify altered
grep -v '^— conda' good > no-log
verify no-log
echo hello | verify
verify nowhere
verify good --origin conda.example/log
verify good --origin another.example/log
status tlog-verify checkpoint --policy nowhere good
status tlog-verify checkpoint --policy policy --log-key "$LOG_VKEY" good
status tlog-verify checkpoint good
