prepare() {
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION AWS_ENDPOINT_URL \
    AWS_ENDPOINT_URL_S3 XDG_DATA_HOME
  log_key key
  number_log 300 log
}
good() { chunk-upload --objects=log dir:store "$@"; }
unreadable() { chunk-upload --objects=missing dir:store; }
