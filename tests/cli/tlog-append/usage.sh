# How mistakes on the command line are answered; nothing is made.
log_key key
needs='--log log --key key'
for words in '--key key' '--log log' "$needs --jobs 0" "$needs --at-size -1" "$needs --wait x" "$needs - -" \
             "$needs --skip" '--log log --key -'; do
  # shellcheck disable=SC2086  # the words are meant to be split
  status tlog-append $words
done
test ! -e log
