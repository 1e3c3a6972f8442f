# The checkpoint is signed and kept out of sight; a later run publishes it. What is ours alone has the modes of a secret.
. "$TESTS/cli/tlog-import/common.sh"
prepare
import --no-trailer --defer-publish entries
files
stat -c '%a %n' log log/.tlog log/.tlog/import log/.tlog/lock log/.tlog/signed log/tile log/tile/0/000.p/2
import --no-trailer --resume entries
cmp log/checkpoint log/.tlog/signed
stat -c '%a %n' log/checkpoint
