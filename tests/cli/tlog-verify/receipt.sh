# The chunks of an upload in batches, by the receipts that it has: through a pipe, from a file, in another order.
. "$TESTS/cli/chunk-upload/common.sh"
prepare_stores
settled_batches | tee out | tlog-verify receipt | alike
tac out | tlog-verify receipt --partial - > reversed
tail -n 1 reversed
alike < reversed | grep -c '"verdict":"verified","line"'
# What is stored already is in no batch, and one chunk alone is none; without a settlement a batch has a receipt too.
pieces 6 8 > list
upload --mode=batch --chunks=list | tlog-verify receipt | alike
# Roots from elsewhere.
grep '"type":"chunk"' out > chunks
tlog-verify receipt --partial --root-hex="$(root_of 0 out)" --root-hex="$(root_of 1 out)" chunks | tail -n 1
head -n 4 chunks | tlog-verify receipt --partial --root-hex="$(root_of 0 out)" --leaves=4 | tail -n 1
# Where the chunks have no time, their receipt has it.
sed '/"type":"chunk"/s/"unix_time":[0-9]*,//' out > timeless
tlog-verify receipt timeless | alike | head -n 1
tlog-verify receipt timeless | tail -n 1
# Prepared, settled by somebody else, and gone on with: the receipts are told then.
pieces 11 13 > list
upload --mode=batch --prepare --journal=j --chunks=list | grep '"type":"intent"' | sh settle > answer
upload --mode=batch --finalize=answer --journal=j --chunks=list > out
alike < out | head -n 1
tlog-verify receipt < out | alike
# And so are they where whoever settles says no more than he must.
grep -v '"type":"receipt"' out | cat answer - | tlog-verify receipt | tail -n 1
