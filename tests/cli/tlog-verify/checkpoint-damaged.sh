# A note that is damaged elsewhere than in the text, which its signature still fits, does not parse: 65. A signature that
# was not looked at is never said to fail.
log_key key
number_log 3 log
cp log/checkpoint good
verify() { status tlog-verify log --log-key "$LOG_VKEY" log; }
head -c -1 good > log/checkpoint
verify
{ cat good; echo junk; } > log/checkpoint
verify
{ cat good; echo; } > log/checkpoint
verify
{ head -n 4 good; seq 100 | sed 's/.*/— a.example&x AAAAAAA=/'; tail -n 1 good; } > log/checkpoint
verify
{ printf x; cat good; echo junk; } > log/checkpoint
verify
# Wherever the signature line is cut off, at the end of a base64 group too.
for bytes in 2 3 4 5 9 29 70; do
  head -c -$bytes good > log/checkpoint
  verify
done
