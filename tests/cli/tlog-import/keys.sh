# A key that cannot sign for a log, or that others may read.
. "$TESTS/cli/tlog-import/common.sh"
prepare
rm key
status import --no-trailer entries
tlog-key new --name witness.example/w --type cosigner --out cosigner > /dev/null
mv cosigner key
status import --no-trailer entries
rm key
log_key key
chmod 644 key
status import --no-trailer entries
chmod 620 key
status import --no-trailer entries
chmod 600 key
echo 'not a key' > key
status import --no-trailer entries
echo "$LOG_VKEY" > key
status import --no-trailer entries
chmod 644 key
status import --no-trailer entries
rm key
mkdir key
status import --no-trailer entries
test ! -e log
# A file, a descriptor, and the environment are ways to give one.
rmdir key
log_key key
tlog-import --quiet --log one --origin conda.example/log --key /dev/stdin --no-trailer entries < key > /dev/null
TLOG_KEY=key tlog-import --quiet --log two --origin conda.example/log --no-trailer entries > /dev/null
cmp one/checkpoint two/checkpoint
# A pipe with a name could keep us waiting for ever; one without has somebody who writes.
mkfifo pipe
status timeout 20 tlog-import --log three --origin conda.example/log --key pipe --no-trailer entries
sed -n p key | tlog-import --quiet --log three --origin conda.example/log --key /dev/fd/0 --no-trailer entries > /dev/null
cmp one/checkpoint three/checkpoint
