# What policies mean, and what is odd about them.
lint() { status tlog-verify policy "$1"; }
policy 3 2 > plain
lint plain
policy 3 all > all
lint all
policy 1 any | sed 's/ https.*//' | tlog-verify policy -
echo 'quorum none' > none
lint none
{
  echo "log $LOG_VKEY https://log.example/#v1"
  echo "log $(python3 "$TESTS/oracle/cosign.py" mldsa quantum.example/log 9)"
  echo "witness a $(witness_vkey 1)"
  echo "witness b $(witness_vkey 2) https://b.example/"
  printf 'witness a\302\240b %s https://c.example/\n' "$(witness_vkey 3)"
  echo "witness q $(python3 "$TESTS/oracle/cosign.py" mldsa quantum.example/w 6) https://q.example/"
  echo 'group some 2 a q'
  printf 'group unused any a\302\240b\n'
  echo 'group both any some b'
  echo 'quorum both'
  echo "witness witness.example/w1 $(witness_vkey 4)"
} > odd
lint odd
# Nothing could ever be believed under these.
sed 's/^quorum.*/quorum some/; 9d' odd > unreachable
lint unreachable
grep -v "$LOG_VKEY" odd > no-log
lint no-log
