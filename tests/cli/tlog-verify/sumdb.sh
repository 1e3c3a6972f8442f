# A real proof of the Go checksum database, whose key is not named as its origin.
cp "$VECTORS/sumdb/entry.raw" entry
cp "$VECTORS/sumdb/tessera-v1.0.0.tlog-proof" proof
key=$(cat "$VECTORS/sumdb/vkey")
tlog-verify proof --log-key "$key" --origin 'go.sum database tree' --entry entry proof
status tlog-verify proof --log-key "$key" --entry entry proof
