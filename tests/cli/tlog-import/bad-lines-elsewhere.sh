# The line of the input that it is in, which is not the number of the entry in the log; the first of several faults.
. "$TESTS/cli/tlog-import/common.sh"
prepare
end_input entries
{ number_lines 1000; echo '[]'; } > later
end_input later
status import --epoch-note note --epoch-time 7 entries later
printf '{}\nx\n' > more
status import entries - < more
status import --no-trailer -j 8 later more
printf '{}\n\n{}\nx\n' > more
status import --no-trailer more later
# A long line far behind does not hide a fault before it.
{ echo '{}'; echo 'x'; head -c 70000 /dev/zero | tr '\0' y; echo; } > more
status import --no-trailer more
# A wrong trailer comes before what is wrong in the next input.
printf '%s\n' '{"n":0}' '{"tlog-tools":"end","entries":2,"root_hash":"O63IBTfwKeG7dygNyFIDzy7ZdI3I9XEjD8ulwybJEGg="}' > wrong
status import wrong more
