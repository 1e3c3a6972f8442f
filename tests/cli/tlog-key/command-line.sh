# How mistakes on the command line are answered. The last of several is taken; -- ends the options.
log_key -key
tlog-key show --format=jsonl --format vkey -- -key
for words in 'shw' '-q' 'show' 'show --typo key' 'show --type' 'show --type= key' 'show --type lo key' \
             'show --quiet=yes key' 'show one two' 'new --name x' 'new --help=x'; do
  # shellcheck disable=SC2086  # the words are meant to be split
  status tlog-key $words
done
