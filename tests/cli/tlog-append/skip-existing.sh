# Entries that are there are left out, and so are those that come twice; the trailer is over all of the input.
. "$TESTS/cli/tlog-append/common.sh"
prepare
printf '%s\n' '{"n":1}' '{"n":2}' '{"n":2}' '{"n":0}' '{"n":3}' > input
end_input input
append --skip-existing input
append --skip-existing input
# The trailer is still looked at, and so are the lines.
printf '%s\n' '{"n":1}' '{"n":9}' '{"tlog-tools":"end","entries":1,"root_hash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}' > bad
status append --skip-existing bad
printf '%s\n' '{"n":1}' '[]' > bad
status append --skip-existing --no-trailer bad
# A log with several bundles, and new entries that fill more of them.
number_lines 800 | append --skip-existing --no-trailer | tail -2
same_as() { number_lines 800 | append --skip-existing --no-trailer -q; }
same_as
tlog-verify log --log-key "$LOG_VKEY" log | tail -1
numbers 400 1400 | append --skip-existing --no-trailer -q
append --prune-partials --no-trailer /dev/null -q
same_as_import 1400
# A tile in the middle that was tampered with.
flip log/tile/0/002 100
status append --skip-existing --no-trailer more
rm log/tile/0/002
status append --skip-existing --no-trailer more
