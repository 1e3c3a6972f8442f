# A command that runs while no mirror works there; it takes the lock itself where it is one of ours.
. "$TESTS/cli/tlog-sync/common.sh"
prepare
for_mirror() { status tlog-sync --yield-for mirror "$@"; }
for_mirror -- true
[ ! -e mirror ]
sync_log -q log > made
for_mirror -- true
# shellcheck disable=SC2016  # the command expands them
for_mirror -- sh -c 'echo "[$0] [$1]"; exit 7' '' 'a b'
status tlog-sync --yield-for log -- tlog-append -q --log log --key key --no-trailer /dev/null
# No mirror works there, and none begins.
for_mirror -- tlog-sync --log mirror --log-key "$LOG_VKEY" log 2>&1 | sed 's/process [0-9]*/process PID/'
for_mirror -- sh -c 'tlog-sync --yield-for mirror --wait 1 -- true' 2>&1 | sed 's/process [0-9]*/process PID/'
# What is wrong.
for_mirror
for_mirror --
for_mirror -- ''
for_mirror -- no-such-command
for_mirror tlog-append --log log
for_mirror --jobs 4 -- true
for_mirror --wait soon -- true
status sync_log ''
