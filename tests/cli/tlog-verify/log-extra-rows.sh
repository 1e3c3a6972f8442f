# Tiles with more rows behind the bottom row, as siglog stores them: bad, unless the user tolerates them; what is behind
# the bottom row is never used.
log_key key
number_log 700 log
cp -r log siglog
"$TESTS/oracle/siglog_tiles.py" siglog
verify() { status tlog-verify log -j 1 --log-key "$LOG_VKEY" "$@"; }
verify siglog
verify --tolerate-extra-rows siglog
verify --tolerate-extra-rows log
verify --tolerate-extra-rows --since log/checkpoint siglog
head -c 16319 siglog/tile/0/000 > cut && mv cut siglog/tile/0/000
head -c 33 /dev/zero >> siglog/tile/0/001
verify --tolerate-extra-rows siglog
head -c 8192 log/tile/0/000 > siglog/tile/0/000
head -c 8192 log/tile/0/001 > siglog/tile/0/001
head -c 8160 /dev/urandom >> siglog/tile/0/000
head -c 8192 /dev/zero >> siglog/tile/0/001
flip siglog/tile/0/002.p/188 0
verify --tolerate-extra-rows siglog
