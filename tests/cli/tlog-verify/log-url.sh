# A server that does not answer says nothing about the log. (tests/faults/check_http has servers that do.)
unset http_proxy all_proxy ALL_PROXY
. "$TESTS/cli/tlog-verify/common.sh"
prepare
status tlog-verify log --log-key="$LOG_VKEY" --retries=0 http://127.0.0.1:1/log
status tlog-verify log --log-key="$LOG_VKEY" http://user:secret@127.0.0.1:1/log
status tlog-verify log --log-key="$LOG_VKEY" --retries=0 HTTP://127.0.0.1:1/log
echo 'what is no http URL'
status tlog-verify log --log-key="$LOG_VKEY" "file://$PWD/log"
status tlog-verify log --log-key="$LOG_VKEY" ftp://127.0.0.1/log
mkdir -p odd:/
cp -r log odd:/log
status tlog-verify log -q --log-key="$LOG_VKEY" odd://log
