# The epoch entry is an entry like the others; nothing is made where it cannot be one.
log_key key
import() { status tlog-import --log log --origin conda.example/log --key key --no-trailer --epoch-time 1 "$@" /dev/null; }
import --epoch-note "$(printf 'a\377')"
import --raw --epoch-note "$(printf 'a\377')"
long=$(head -c 65500 /dev/zero | tr '\0' x)
import --epoch-note "$long"
import --raw --epoch-note "$long"
status tlog-import --log log --origin conda.example/log --key key --epoch-note x
ls
