# A log that is no continuation of the one in the file, and files that cannot be used.
log_key key
for size in 0 700 2000; do number_log $size log$size; done
seq 1 2000 | sed 's/.*/{"n":&}/' > lines
tlog-import --log fork --origin conda.example/log --key key --no-trailer lines > /dev/null
verify() { status tlog-verify log -j 1 --log-key "$LOG_VKEY" --state "$@"; }
verify state log700 > /dev/null
cp state state700
echo rollback
verify state log0
echo fork
verify state fork
cmp state state700
verify state log2000 > /dev/null
verify state fork
echo 'the file'
sed 's/^verified 2000/verified 1792/' state > damaged
verify damaged log2000
: > damaged
verify damaged log2000
printf x | tlog-import --raw --log foreign --origin other.example/log --key key --no-trailer > /dev/null
verify state --origin other.example/log foreign
verify state --checkpoint log700/checkpoint log2000
python3 -c 'import base64, hashlib
lines = open("state").read().splitlines(keepends=True)
text = "".join(lines[:4] + ["verified 256\n", lines[5]])
print(text + "sum " + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())' > forged
verify forged log2000
verify nowhere/state log2000
mkdir folder
verify folder log2000
echo 'not a state'
verify log700/checkpoint log700
echo 'extra rows'
cp -r log700 siglog
"$TESTS/oracle/siglog_tiles.py" siglog
rm state
verify state --tolerate-extra-rows siglog
sed -n 5p state
verify state siglog
verify state --tolerate-extra-rows siglog
rm state
verify state log700
verify state --tolerate-extra-rows log2000
verify state log2000
