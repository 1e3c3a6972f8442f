# Keys that cannot be used are 78; of several good ones, any one does.
log_key key
number_log 3 log
verify() { status tlog-verify log "$@" log; }
tlog-key new --name conda.example/log --out other > /dev/null
verify --log-key "$(tlog-key show --format vkey other)" --log-key "$LOG_VKEY"
for key in hello '' "${LOG_VKEY}x" "${LOG_VKEY%h}i" "x$LOG_VKEY" 'a b+00000000+AAAA' "$(cat key)" \
           'witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs' \
           'conda.example/log+00000000+AhgBbyPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h' \
           'weak.example/log+e3b7ab39+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'; do
  verify --log-key "$key"
done
verify
