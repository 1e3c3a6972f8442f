# Only entries of conda packages, in canonical form. What the log had before need not be any.
. "$TESTS/cli/tlog-append/common.sh"
prepare
zstd -dcq "$DATA/repodata/r_linux-64.json.zst" | repodata-entries --limit 3 > entries
append --schema conda-v1 --quiet entries
status append --no-trailer --schema conda-v1 more
(sed '$d' entries; sed -n 's/:/: /;1p' entries) > in
status append --no-trailer --schema conda-v1 --quiet in
append --no-trailer --quiet more
status append --no-trailer --schema conda-v1 --raw entries
