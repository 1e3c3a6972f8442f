# With --progress=always there is a line at the end, also when standard error is no terminal; else there is none.
. "$TESTS/cli/tlog-import/common.sh"
prepare
end_input entries
for words in --progress=always --progress=auto --progress=never '--progress=always --quiet'; do
  # shellcheck disable=SC2086  # the words are meant to be split
  import $words entries 2> err > /dev/null
  sed 's/, [0-9,]*\/s//' err
  rm -r log
done
# Through a pipe nobody knows the share.
mkfifo pipe
cat entries > pipe &
import --progress=always < pipe 2>&1 > /dev/null | sed 's/, [0-9,]*\/s//'
