# Names that would divide a list, drive a terminal, or are no UTF-8; logs that never count.
{
  echo "log $LOG_VKEY"
  echo "log $(python3 "$TESTS/oracle/cosign.py" mldsa quantum.example/log 9)"
  echo "witness a,b $(witness_vkey 1) https://w.example/"
  printf 'witness \342\200\256c %s https://w.example/\n' "$(witness_vkey 2)"
  printf 'group g all a,b \342\200\256c\n'
  echo 'quorum g'
} > names
status tlog-verify policy names
printf 'log %s\nwitness \377 %s https://w.example/\nquorum \377\n' "$LOG_VKEY" "$(witness_vkey 1)" |
  tlog-verify policy -
sed '1d' names > none
status tlog-verify policy none | sed 1q
# What others would cut, in the names of groups and of keys.
{
  echo "log $(python3 "$TESTS/oracle/cosign.py" mldsa 'log.example/#a' 9)"
  policy 2 1 | sed "s/witnesses/g#$(printf '\302\240')1/"
} > cut
status tlog-verify policy cut
