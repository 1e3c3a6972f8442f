# A folder that cannot be removed is told, and stays whole; the others go.
. "$TESTS/cli/spill-clean/common.sh"
folder 1 1
lock 1 1
folder 1 2
lock 1 2
deep=spill/spill_1_1
for i in $(seq 65); do deep=$deep/d; done
mkdir -p "$deep"
status spill-clean --root=spill --now=1700000000 --quiet
ls -A spill/spill_1_1
