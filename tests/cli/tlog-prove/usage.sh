# Exactly one entry is named.
status tlog-prove inclusion --log log
status tlog-prove inclusion --log log --index 1 --entry e
status tlog-prove inclusion --index 1
status tlog-prove inclusion --log log --index -1
status tlog-prove inclusion --log log --index 010
: > log
status tlog-prove inclusion --log log --leaf-hash abc
status tlog-prove consistency --log log
status tlog-prove
