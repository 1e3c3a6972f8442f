# A secret key that others may read is refused; a public one is everybody's.
log_key key
tlog-key show --format vkey key > public
chmod 640 key
status tlog-key show key
chmod 602 key
status tlog-key show key
chmod 644 public
tlog-key show --format vkey public
