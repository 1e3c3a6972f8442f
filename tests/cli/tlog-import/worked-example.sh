# Entry bytes, leaf hashes, root, bundle and checkpoint as they are written down.
. "$TESTS/cli/tlog-import/common.sh"
log_key key
cat > entries <<'END'
{"build":"h0c530f3_0","build_number":0,"filename":"tzdata-2024a-h0c530f3_0.conda","license":"LicenseRef-Public-Domain","md5":"161081fc7cec0bfda0d86d7cb595f8d8","name":"tzdata","sha256":"7b2b69c54ec62a243eb6fba2391b5e443421608c3ae5dbff938ad33ca8db5122","size":119815,"subdir":"linux-64","timestamp":1706886945123,"version":"2024a"}
{"build":"h166bdaf_4","build_number":4,"depends":["libgcc-ng >=12"],"filename":"zlib-1.2.13-h166bdaf_4.tar.bz2","license":"Zlib","md5":"4b11e365c0275b808be78b30f904e295","name":"zlib","sha256":"282ce274ebe6da1fbd52efbb61bd5a93dec0365b14d64566e6819d1691b75300","size":94099,"subdir":"linux-64","timestamp":1665996421000,"version":"1.2.13"}
{"tlog-tools":"end","entries":2,"root_hash":"3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg="}
END
import entries
cat log/checkpoint
files
sha256sum < log/checkpoint
sha256sum < log/tile/entries/000.p/2
od -An -tx1 -v -w32 log/tile/0/000.p/2
