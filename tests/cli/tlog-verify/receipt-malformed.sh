# What is no receipt and no proof, and streams that were cut off.
. "$TESTS/cli/chunk-upload/common.sh"
prepare_stores
settled_batches > out
verify() { status tlog-verify receipt "$@" | alike; }
sed '$d' out > cut
verify cut | tail -n 3
verify --partial cut | tail -n 1
verify --partial /dev/null
verify missing
# No chunk of it is in a batch.
upload --chunks=list | verify
# The receipt may be in what was cut off, or in what cannot be read.
grep '"type":"chunk"' out | head -n 1 > cut
verify cut
sed '/"batch":1/s/"receipts":\[/&7,/' out > changed
verify changed | tail -n 5
# A proof without a time, and lines that are none.
sed 's/"unix_time":[0-9]*,//' out > changed
verify changed | tail -n 3
for change in 's/"leaf"/"Leaf"/' 's/"root_hex":"./"root_hex":"/' 's/"proof_hex":\[/&1,/' 's/"leaves":/&-/' 's/^{"/{/'; do
  sed "/\"index\":5,/$change" out > changed
  verify changed | tail -n 3
done
verify --root-hex=xyz out
verify --leaves=4 out
verify --leaves=257 --root-hex="$(root_of 0 out)" out
verify --root-hex="$(root_of 0 out)" --root-hex="$(root_of 1 out)" --leaves=4 out
