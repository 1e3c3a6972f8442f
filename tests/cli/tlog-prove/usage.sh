# Exactly one entry is named, or a batch; what goes together and what does not.
status tlog-prove inclusion --log log
status tlog-prove inclusion --log log --index 1 --entry e
status tlog-prove inclusion --log log --leaf x --batch e
status tlog-prove inclusion --index 1
status tlog-prove inclusion --log log --index -1
status tlog-prove inclusion --log log --index 010
status tlog-prove inclusion --log log --index 1 --partial
status tlog-prove inclusion --log log --batch e --format text
status tlog-prove inclusion --log log --batch e -o out
status tlog-prove inclusion --log log --batch - --checkpoint -
status tlog-prove inclusion --log log --index 1 --origin o
status tlog-prove inclusion --log log --index 1 --policy p --log-key k
: > log
status tlog-prove inclusion --log log --leaf-hash abc
status tlog-prove consistency --log log
status tlog-prove consistency --log log --old 2 --new 1
status tlog-prove request --log log
status tlog-prove absence --log log
status tlog-prove
# No log is larger than 2^53 - 1 here.
for beyond in 9007199254740992 18446744073709551616; do
  status tlog-prove inclusion --log log --index "$beyond"
  status tlog-prove inclusion --log log --index 0 --size "$beyond"
  status tlog-prove consistency --log log --old "$beyond"
  status tlog-prove consistency --log log --old 1 --new "$beyond"
  status tlog-prove request --log log --old "$beyond"
done
# The time of witnesses matters to a policy alone.
status tlog-prove inclusion --log log --index 0 --max-future 60
status tlog-prove inclusion --log log --index 0 --max-future 60 --log-key "$LOG_VKEY"
# Standard input has one reader.
for words in 'inclusion --index 1 --checkpoint -' 'inclusion --entry -' 'inclusion --batch -' 'request --old 1 --checkpoint -' \
  'consistency --old 1 --checkpoint -'; do
  # shellcheck disable=SC2086
  status tlog-prove ${words%% *} --log log --policy - ${words#* }
done
