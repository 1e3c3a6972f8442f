# What is in the store and not of the log is named when that is asked for, and stays.
. "$TESTS/cli/chunk-upload/common.sh"
prepare
good --quiet
number_lines 310 | tail -n 10 | tlog-append --log log --key key --no-trailer --quiet
good --quiet --strays
echo later > store/tile/0/007
mkdir store/others
echo x > store/others/x
good --strays
cat store/tile/0/007
