# Trees that the log never was, tiles and checkpoints that do not belong together: 1, with a summary and no proof.
log_key key
number_log 700 log
number_log 3 small
status tlog-prove consistency --log log --old 701
status tlog-prove consistency --log log --old 1 --new 9007199254740991
status tlog-prove consistency --log log --old 1 --new 9007199254740991
cp small/checkpoint away
status tlog-prove consistency --log log --old 4 --checkpoint away
flip log/tile/0/001 40
status tlog-prove consistency --log log --old 300
status tlog-prove consistency --log log --old 300 -o none
test ! -e none
flip log/tile/0/001 40
rm log/tile/0/001
status tlog-prove consistency --log log --old 300
tlog-prove consistency --log log --old 512 > before
mkdir log/tile/0/001
status tlog-prove consistency --log log --old 300
sed 's/^700$/699/' log/checkpoint > other
status tlog-prove consistency --log log --old 512 --checkpoint other
status tlog-prove consistency --log log --old 512 --checkpoint other --log-key "$LOG_VKEY"
status tlog-prove consistency --log log --old 512 --checkpoint nowhere
status tlog-prove consistency --log log --old 512 --checkpoint key
