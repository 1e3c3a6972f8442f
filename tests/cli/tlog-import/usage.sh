# How mistakes on the command line are answered; nothing is made.
log_key key
needs='--log log --origin conda.example/log --key key'
for words in '--origin conda.example/log --key key' '--log log --key key' '--log log --origin conda.example/log' \
             "$needs --jobs 0" "$needs --jobs 257" "$needs --jobs two" "$needs --wait -1" "$needs --epoch-note x" \
             "$needs --epoch-time 1" "$needs --epoch-note x --epoch-time 1.5" "$needs - -" "$needs --no-trailers" \
             '--log= --origin o --key key'; do
  # shellcheck disable=SC2086  # the words are meant to be split
  status tlog-import $words
done
status tlog-import --log log --origin "$(printf 'two\nlines')" --key key
status tlog-import --log log --origin '' --key key
test ! -e log
