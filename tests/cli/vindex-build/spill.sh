# Scratch files are in a spill folder, which is gone at the end; what a killed run left there is removed first.
. "$TESTS/cli/vindex-build/common.sh"
prepare
mkdir -p spill/spill_1_1 spill/spill_1_2
echo 12345 > spill/spill_1_1/data
: > spill/spill_1_1/.lock
build --key-field name --out index --spill-root spill --verbose
ls -A spill
stat -c %a spill
mv index first
TLOG_SPILL=other build --key-field name --out index --quiet
ls -A other
cmp index first
rm index
build --key-field name --out index --quiet
ls -A .local/share/tlog-tools/spill
cmp index first
echo "# --check, an update, siglog's index"
build --key-field name --out index --quiet --check --spill-root=checks
package_lines | tlog-append --log log --key key --no-trailer > /dev/null
build --key-field name --out index --quiet --update --spill-root=updates
siglog_wal "a@0 b@1" > wal
vindex-build --from-siglog wal --quiet --spill-root=wals
ls -A checks updates wals
