# An origin that is not the name of the key is unusual, and said; --quiet does not say it.
. "$TESTS/cli/tlog-import/common.sh"
prepare
for words in '' --quiet; do
  # shellcheck disable=SC2086  # no word when it is empty
  tlog-import --log log --origin 'other.example/the log' --key key --no-trailer $words entries
  cat log/checkpoint
  rm -r log
done
