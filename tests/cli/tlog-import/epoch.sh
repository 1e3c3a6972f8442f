# The entry that stands before all others has its time from the command line; a later run must give the same.
. "$TESTS/cli/tlog-import/common.sh"
prepare
end_input entries
epoch() { status import --epoch-note 'conda-forge bootstrap 2026-07-03' --epoch-time "$@" entries; }
epoch 1783036800
head -c 82 log/tile/entries/000.p/3 | tail -c 80; echo
head -c 32 log/tile/0/000.p/3 | od -An -tx1 -v | tr -d ' \n'; echo
epoch 1783036801 --resume
status import --resume entries
epoch 1783036800 --resume
