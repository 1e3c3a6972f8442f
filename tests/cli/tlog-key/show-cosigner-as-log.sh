# The other way round there is nothing to derive: a cosigner's key must not sign what a log signs.
witness_key key
tlog-key show --type cosigner --format vkey key > public
tlog-key show --type log public
