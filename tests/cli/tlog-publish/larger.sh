# A witness that has seen more of the log than is here.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
python3 -c 'import http.server, sys
class Witness(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(409)
        self.send_header("Content-Type", "text/x.tlog.size")
        self.end_headers()
        self.wfile.write(b"9000\n")
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Witness)
print(server.server_port, flush=True)
server.handle_request()' > port &
while ! [ -s port ]; do sleep 0.05; done
policy 1 1 | sed "s,https://w1.example,http://127.0.0.1:$(cat port)," > policy
status publish 2>&1
grep "^size" log/.tlog/publish
wait
