# In a tree of one entry the path is empty.
log_key key
number_log 1 log
tlog-prove inclusion --log log --index 0
