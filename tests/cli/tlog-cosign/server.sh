# A server on a port that it chooses; its records; the proper end.
log_key key
witness_key witness
number_log 3 log
tlog-prove request --log log --old 0 > request
tlog-cosign --listen 127.0.0.1:0 --state sqlite:w.db --key witness --log-key "$LOG_VKEY" --trust-proxy --rate 1 --burst 6 --connections 3 > out &
pid=$!
until [ -s out ]; do sleep 0.05; done
port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' out)
python3 - "$port" <<'END'
import hashlib, http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
def ask(method, path, body=None, **headers):
    connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    data = answer.read()
    print(method, path[:20], answer.status, answer.getheader("Content-Type"), len(data) if answer.status == 200 else data,
          answer.getheader("Retry-After"), answer.getheader("Allow"))
request = open("request", "rb").read()
place = "/" + hashlib.sha256(b"conda.example/log").hexdigest() + "/checkpoint"
ask("GET", place)
ask("POST", "/add-checkpoint", request, X_Forwarded_For="192.0.2.1, 192.0.2.7")
ask("POST", "/add-checkpoint", request)
ask("GET", place)
ask("GET", "/add-checkpoint")
ask("GET", "/")
ask("GET", "/health")
ask("GET", "/health")
ask("GET", "/health", X_Forwarded_For="2001:db8::1")
END
kill -TERM "$pid"
wait "$pid"
echo "status $?"
sed 's/"port":[0-9]*/"port":0/; s/"time":[0-9]*/"time":0/; s/"duration_us":[0-9]*/"duration_us":0/' out
