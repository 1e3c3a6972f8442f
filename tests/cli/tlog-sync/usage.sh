. "$TESTS/cli/tlog-sync/common.sh"
status sync_log
status sync_log --checkpoint-every 0 log
status sync_log --jobs 0 log
status sync_log --jobs 129 log
TLOG_SYNC_JOBS=four status sync_log log
TLOG_SYNC_CHECKPOINT_EVERY=0 status sync_log log
status sync_log --yield-status 1 log
status sync_log --yield-status 64 log
status sync_log --check --watch log
status sync_log --check --dry-run log
status sync_log 'https://example.com/log?x'
status tlog-sync --log mirror log
status tlog-sync --log http://127.0.0.1/log --log-key "$LOG_VKEY" log
status sync_log "file://$PWD/log"
status sync_log --check log
[ ! -e mirror ] && [ ! -e http: ]
