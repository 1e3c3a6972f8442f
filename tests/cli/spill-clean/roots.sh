# Which folder is the root, and which may be.
. "$TESTS/cli/spill-clean/common.sh"
prepare
unset XDG_DATA_HOME
status spill-clean --root=missing
status spill-clean --root=/
status spill-clean --root=/usr/..
status spill-clean --root=spill/spill_1600000000_1/data
ln -s spill link
status spill-clean --root=link
status spill-clean --root=link/
status spill-clean --now=1700000000
XDG_DATA_HOME=relative status spill-clean --now=1700000000
mkdir -p data .local/share/tlog-tools
cp -r spill .local/share/tlog-tools
mkdir data/tlog-tools
cp -r spill data/tlog-tools
spill-clean --now=1700000000 | sed "s|$PWD||"
XDG_DATA_HOME=$PWD/data spill-clean --now=1700000000 | sed "s|$PWD||"
TLOG_SPILL=spill spill-clean --now=1700000000
HOME='' status spill-clean
