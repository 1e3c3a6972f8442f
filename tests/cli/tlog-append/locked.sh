# One at a time; the other is told who holds the lock.
. "$TESTS/cli/tlog-append/common.sh"
prepare
end_input more
mkfifo pipe
tlog-append -q --log log --key key pipe > first.out &
exec 3> pipe
while ! grep -q . log/.tlog/lock || [ "$(cat log/.tlog/lock)" != $! ]; do sleep 0.05; done
status append --no-trailer more 2>&1 | sed "s/process $!/process PID/"
tlog-append -q --log log --key key --no-trailer --wait 60 --at-size 5 /dev/null 3>&- &
waiting=$!
cat more >&3
exec 3>&-
wait "$waiting"
cat first.out
