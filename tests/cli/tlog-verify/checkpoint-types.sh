# Keys of a type that is not supported never count and are warned of; an answer that hangs on them is none.
log_key key
number_log 3 log
mldsa=$(python3 "$TESTS/oracle/cosign.py" mldsa quantum.example/w 6)
policy 1 1 | sed '/^group/,$d' > start
{ cat start; echo "witness q $mldsa"; echo 'group g 1 w1 q'; echo 'quorum g'; } > any
{ cat start; echo "witness q $mldsa"; echo 'group g 2 w1 q'; echo 'quorum g'; } > both
{ echo "log $mldsa"; echo 'quorum none'; } > no-log
verify() { status tlog-verify checkpoint "$@"; }
cosign 1 1679315147 < log/checkpoint > cosigned
id=$(echo "$mldsa" | cut -d+ -f2)
line=$(python3 -c 'import base64, sys
print("— quantum.example/w " + base64.b64encode(bytes.fromhex(sys.argv[1]) + bytes(2428)).decode())' "$id")
{ cat cosigned; echo "$line"; } > with-quantum
{ cat log/checkpoint; echo "$line"; } > quantum-alone
verify --policy any cosigned
verify --policy any with-quantum
verify --policy any quantum-alone
verify --policy any log/checkpoint
verify --policy both with-quantum
verify --policy no-log log/checkpoint
# A proof that fails by itself is a no, whatever its checkpoint hangs on.
proof() { { printf 'c2sp.org/tlog-proof@v1\nindex %s\n\n' "$1"; cat quantum-alone; } > proof; status tlog-verify proof --policy any --leaf x proof; }
proof 9
proof 1
# Its time is in front of what cannot be checked: where that alone rules it out, nothing hangs on it.
at() { # TIME
  { cat log/checkpoint; python3 -c 'import base64, sys
print("— quantum.example/w " + base64.b64encode(bytes.fromhex(sys.argv[1]) + int(sys.argv[2]).to_bytes(8, "big") + bytes(2420)).decode())' "$id" "$1"; } > timed
}
at 1000 && verify --policy any --max-age 60 timed
at 4102444800 && verify --policy any timed
at 9223372036854775808 && verify --policy any --max-future 18446744073709551615 timed
at 1000 && verify --policy any timed
