# An origin that is not the name of the key is unusual, and said; --quiet does not say it.
. "$TESTS/cli/tlog-import/common.sh"
prepare
for words in '' --quiet; do
  # shellcheck disable=SC2086  # no word when it is empty
  tlog-import --log log --origin 'other.example/the log' --key key --no-trailer $words entries
  cat log/checkpoint
  rm -r log
done
# One that nobody could tell from another, or type: it is for ever.
for origin in '' ' ' ' a' 'a ' "$(printf 'a\302\240')" "$(printf 'a\342\200\213b')" "$(printf 'a\177')" "$(printf 'a\tb')" "$(printf '\377')"; do
  status tlog-import --log log --origin "$origin" --key key --no-trailer entries
done
test ! -e log
