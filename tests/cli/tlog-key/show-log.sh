# The log key of the worked example: key id, vkey and record as other implementations have them.
log_key key
tlog-key show key
tlog-key show --format=vkey key
tlog-key show --format=vkey key | tlog-key show -
