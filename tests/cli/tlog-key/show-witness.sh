# A key of type 1 as a cosigner's: the same point, another id and another vkey.
witness_key key
tlog-key show --format=vkey key
tlog-key show --type cosigner key
