# A command that will not end when it is asked to is killed; one that says nothing more and goes on can be interrupted.
. "$TESTS/cli/vindex-build/common.sh"
prepare
set -- --log log --log-key "$LOG_VKEY" --out index
status timeout -s KILL 30 vindex-build "$@" --map 'trap "" TERM; seq 100; exec sleep 60'
status timeout --foreground --preserve-status -k 30 1 vindex-build "$@" --map 'exec 1>&-; exec sleep 60'
ls
