# What is in the store stays as it is, and the answer is no.
. "$TESTS/cli/chunk-upload/common.sh"
prepare
mkdir -p store/tile/0
echo other > store/tile/0/000
status good
status good --quiet
cat store/tile/0/000
rm -r store
cp -r log other
number_lines 310 | tail -n 10 | tlog-append --log log --key key --no-trailer > /dev/null
seq 10 | sed 's/.*/{"other":&}/' | tlog-append --log other --key key --no-trailer > /dev/null
good --quiet
cp store/checkpoint kept
status chunk-upload --objects=other --quiet dir:store
seq 5 | sed 's/.*/{"other":&}/' | tlog-append --log other --key key --no-trailer > /dev/null
status chunk-upload --objects=other --quiet dir:store
number_log 5 small
status chunk-upload --objects=small dir:store
cmp kept store/checkpoint
flip log/tile/0/001.p/54 0
status chunk-upload --objects=log dir:elsewhere
echo hello > store/checkpoint
status chunk-upload --objects=other dir:store
