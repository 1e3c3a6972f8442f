# A log whose objects are not what was signed is refused, and nothing is written.
. "$TESTS/cli/tlog-append/common.sh"
prepare
rm -r log
number_log 70000 log
# All levels have a partial tile: 70000 = 1 * 65536 + 17 * 256 + 112.
cp -r log good
refused() {
  find log -type f ! -name lock -exec cksum {} + | sort > before
  status append --no-trailer more
  find log -type f ! -name lock -exec cksum {} + | sort | diff before -
  rm -r log
  cp -r good log
}
flip log/tile/entries/273.p/112 5
refused
flip log/tile/0/273.p/112 5
refused
flip log/tile/1/001.p/17 5
refused
flip log/tile/2/000.p/1 5
refused
flip log/tile/1/001.p/17 5
flip log/tile/0/273.p/112 5
refused
rm log/tile/1/001.p/17
refused
rm log/tile/entries/273.p/112
refused
truncate -s 100 log/tile/0/273.p/112
refused
sed -i '$s/AA/AB/' log/checkpoint
flip log/checkpoint 30
refused
rm log/.tlog/signed
flip log/checkpoint 30
refused
append -q --no-trailer more
