# A part of a log: the bundles that cover it, their tiles, and those between them and the root, each of them proved; what
# is wrong elsewhere is not seen.
log_key key
number_log 70000 log
verify() { status tlog-verify log -j 1 --log-key "$LOG_VKEY" --range "$@" log; }
for range in 0:1 255:257 65535:65537 69887:69889 69999: 0:70000; do
  verify $range
done
flip log/tile/entries/007 100
flip log/tile/0/009 100
rm log/tile/0/011
verify 0:1792
verify 1791:1793
verify 2303:2816
verify 2304:
flip log/tile/1/000 100
verify 0:1
verify 65536:70000
flip log/tile/1/000 100
flip log/tile/0/273.p/112 0
verify 65536:65537
verify 69999:70000
flip log/tile/0/273.p/112 0
flip log/tile/2/000.p/1 0
verify 65536:65537
rm log/tile/2/000.p/1
verify 65536:65537
for range in 70000: 69999:70001 0:9007199254740991; do
  verify $range
done
