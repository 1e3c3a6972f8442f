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
# More witnesses than can sign one note.
many() { # THRESHOLD
  echo "log $LOG_VKEY"
  python3 -c 'import os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import cosign, ed25519
for i in range(110):
    key = cosign.vkey("w%d" % i, bytes([4]) + ed25519.public_key(bytes([100 + i]) * 32))
    print("witness w%d %s https://w%d.example/" % (i, key, i))'
  printf 'group g %s' "$1"
  for i in $(seq 0 109); do printf ' w%s' "$i"; done
  printf '\nquorum g\n'
}
for threshold in 60 99 100 all; do
  many "$threshold" > many
  lint many
done
