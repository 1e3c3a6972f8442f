# A key from standard input leaves no entries there: an empty log would be published.
log_key key
status tlog-import --log log --origin conda.example/log --key - --no-trailer < key
status tlog-import --log log --origin conda.example/log --key - --no-trailer a - < key
number_lines 3 > entries
tlog-import --log log --origin conda.example/log --key - --no-trailer entries < key
chmod 644 key
status tlog-import --log other --origin conda.example/log --key - --no-trailer entries < key
test ! -e other
