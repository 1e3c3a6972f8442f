# A log is published through a witness that is a server of ours, twice; the witness serves what it cosigned.
log_key key
witness_key witness
number_lines 3 | tlog-import --log log --origin conda.example/log --key key --no-trailer --defer-publish > /dev/null
tlog-cosign --listen 127.0.0.1:0 --state sqlite:w.db --key witness --log-key "$LOG_VKEY" > access &
pid=$!
until [ -s access ]; do sleep 0.05; done
port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' access)
printf 'log %s\nwitness w %s http://127.0.0.1:%s\nquorum w\n' "$LOG_VKEY" "$(tlog-key show --type cosigner --format vkey witness)" "$port" > policy
tlog-publish --log log --policy policy > published
tlog-verify checkpoint --quiet --policy policy log/checkpoint | grep -o '"verdict":"verified".*"tree_size":3'
number_lines 700 | tail -n +4 | tlog-append --quiet --log log --key key --no-trailer
tlog-publish --log log --policy policy > published
tlog-verify checkpoint --quiet --policy policy log/checkpoint | grep -o '"verdict":"verified".*"tree_size":700'
python3 - "$port" <<'END'
import hashlib, http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
connection.request("GET", "/" + hashlib.sha256(b"conda.example/log").hexdigest() + "/checkpoint")
print("served as published:", connection.getresponse().read() == open("log/checkpoint", "rb").read())
END
kill -TERM "$pid"
wait "$pid"
grep -o '"status":[0-9]*,"method":"POST".*"tree_size":[0-9]*' access
