# Every object, from the bundles up, each level from left to right, and the checkpoint last, so that whoever uploads them
# in this order publishes last. The same again when all is there already; no checkpoint while it is not published.
. "$TESTS/cli/tlog-import/common.sh"
log_key key
number_lines 66000 > entries
end_input entries
import --defer-publish --objects entries > deferred
import --resume --objects entries > published
head -3 published
tail -5 published
grep -v checkpoint published | grep '"object"' | cmp - "$(grep '"object"' deferred > deferred.objects; echo deferred.objects)"
tail -2 deferred
sed -n 's/.*"key":"\([^"]*\)".*/.\/\1/p' published | LC_ALL=C sort > listed
files | cmp - listed
wc -l < listed
: > none
end_input none
tlog-import --log empty --origin conda.example/log --key key --objects none
