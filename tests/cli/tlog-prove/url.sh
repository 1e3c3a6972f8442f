# Where a URL is wrong, or nobody answers behind it. (tests/faults/check_http has the servers.)
unset http_proxy all_proxy ALL_PROXY
. "$TESTS/cli/tlog-prove/common.sh"
prove() { status tlog-prove inclusion --index=0 "$@"; }
prove --log=http://127.0.0.1:1/log --retries=0
prove --log=http://
prove --log='http://example.com/log?a=b'
prove --log=https://me:secret@example.com/
prove --log=http://127.0.0.1:1/ --contact='(me)'
prove --log=http://127.0.0.1:1/ --cacert=nothing
prove --log=http://127.0.0.1:1/ --connections=0
prove --log=http://127.0.0.1:1/ --timeout=0
prove --log=http://127.0.0.1:1/ --retries=101
# What does not begin as a URL is a directory.
prove --log=ftp://127.0.0.1:1/
