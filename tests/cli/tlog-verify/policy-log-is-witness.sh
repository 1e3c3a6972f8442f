# A witness that has the key of the log: its cosignature counts, as C2SP tlog-policy has it, but the log can make it.
log_as_witness=$(python3 "$TESTS/oracle/cosign.py" vkey log.example/w 42) # the byte that log_key's seed is made of
with_it() { # THRESHOLD
  policy 2 "$1" | sed "s, w1 w2\$, self w1 w2,; /^group/i witness self $log_as_witness https://self.example/"
}
with_it 2 > two
status tlog-verify policy two
with_it any > any
status tlog-verify policy any
other=$(tlog-key new --name other.example --out other | sed -n 's/.*"vkey":"\([^"]*\)".*/\1/p')
{
  echo "log $other"
  with_it all
} > logs
status tlog-verify policy logs > out
sed "s,$other,OTHER," out | sed 1q
sed 's/^quorum.*/quorum self/' two > alone
status tlog-verify policy alone
log_key key
number_log 3 log
cosign_self() { python3 "$TESTS/oracle/cosign.py" cosign log.example/w 42 "$1"; }
sed '/^witness w/d; /^group/d; s/^quorum.*/quorum self/' two > believed
cosign_self 1700000000 < log/checkpoint | status tlog-verify checkpoint --policy believed -
status tlog-verify checkpoint --policy believed log/checkpoint
