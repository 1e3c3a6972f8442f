# A day less a second, a day, and a second more; with a lock and without one; with a grace.
. "$TESTS/cli/spill-clean/common.sh"
now=1700000000
for age in -1 30 31 86399 86400 86401; do
  folder $((now - age)) 1
  lock $((now - age)) 1
  folder $((now - age)) 2
done
spill-clean --root=spill --now=$now --dry-run
spill-clean --root=spill --now=$now --dry-run --grace=30
spill-clean --root=spill --now=$now --dry-run --max-age=30 --quiet
spill-clean --root=spill --now=$now
ls spill
status spill-clean --root=spill --now=0
