# A checkpoint that an auditor kept, in place of the published one. The log has grown since: some of the partial objects of
# that time are there, for others their full ones stand in.
log_key key
number_log 300 old
number_log 700 log
cp old/checkpoint kept
cp old/tile/1/000.p/1 log/tile/1/000.p/1
verify() { status tlog-verify log -j 1 --log-key "$LOG_VKEY" --checkpoint "$@" log; }
verify kept
verify - < kept
rm log/checkpoint
verify kept --range 299:
verify kept --since kept
flip log/tile/entries/001 700
verify kept
flip log/tile/entries/001 700
flip log/tile/entries/001 8
verify kept
sed 's/^300$/301/' kept > changed
verify changed
verify nowhere
seq 1 300 | sed 's/.*/{"n":&}/' | tlog-import --log other --origin conda.example/log --key key --no-trailer > /dev/null
flip log/tile/entries/001 8
verify other/checkpoint
# Places that are no log or another one say nothing about this one. One that has gone back behind it does, where those who
# are believed have signed that.
place() { status tlog-verify log -j 1 --log-key "$LOG_VKEY" --checkpoint log700 "$@"; }
number_log 700 fresh
cp fresh/checkpoint log700
place nowhere
place kept
mkdir nothing
place nothing
place old
sed 's/^300$/299/' old/checkpoint > published
mv published old/checkpoint
place old
seq 1 700 | sed 's/.*/{"n":&}/' | tlog-import --log foreign --origin other.example/log --key key --no-trailer > /dev/null 2> named
place foreign
rm fresh/checkpoint fresh/tile/0/001
place fresh
