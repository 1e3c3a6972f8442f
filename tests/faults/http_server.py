"""A web server for tests that does whatever it is told to, above all what no server should.

It serves `files`, {path: bytes}. A test gives it a function `behave(request)` that is asked first; it returns None for
the plain answer, or bytes that are sent as they are, a list of bytes and pauses (numbers of seconds), or CLOSE or RESET.
"""

import collections
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import threading
import time

CLOSE, RESET = object(), object()

# `number`: how often this path was asked for before.
Request = collections.namedtuple("Request", "path number headers connection method body")


def response(status, body=b"", headers=(), reason="Whatever"):
    lines = [f"HTTP/1.1 {status} {reason}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Server:
    def __init__(self, files, behave=lambda request: None, tls=None):
        self.files, self.behave = files, behave
        self.requests, self.connections = [], 0
        self.lock, self.stopped = threading.Lock(), threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.context = None
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*tls)
        self.port = self.socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *ignored):
        self.stopped.set()
        self.socket.shutdown(socket.SHUT_RDWR)  # ends accept() too, which would keep it open
        self.socket.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with self.lock:
                number, self.connections = self.connections, self.connections + 1
            threading.Thread(target=self.serve, args=(connection, number), daemon=True).start()

    def serve(self, connection, number):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(60)
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            while self.one(connection, number):
                pass
        except OSError:
            pass
        finally:
            connection.close()

    def one(self, connection, number):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = connection.recv(1)
            if not byte:
                return False
            head += byte
        first, *lines = head.decode().strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        method, path = first.split(" ")[:2]
        body = b""
        while len(body) < int(headers.get("content-length", 0)):
            piece = connection.recv(65536)
            if not piece:
                return False
            body += piece
        with self.lock:
            request = Request(path, sum(path == other.path for other in self.requests), headers, number, method, body)
            self.requests.append(request)
        answer = self.behave(request)
        if answer is None:
            body = self.files.get(path.lstrip("/"))
            answer = response(404, b"not here\n") if body is None else response(200, body)
        if answer is RESET:  # closing with a linger of 0 sends RST
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if answer in (CLOSE, RESET):
            return False
        for part in answer if isinstance(answer, list) else [answer]:
            if part in (CLOSE, RESET):
                return False
            if isinstance(part, (int, float)):
                if self.stopped.wait(part):
                    return False
            else:
                connection.sendall(part)
        return True

    def count(self, path):
        return sum(request.path == path for request in self.requests)


def make_authority(folder):
    """A throw-away authority, and a certificate of it for 127.0.0.1: (authority, certificate, key) as paths."""
    folder = pathlib.Path(folder)
    authority, key, certificate = folder / "authority.pem", folder / "server.key", folder / "server.pem"

    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *elliptic, "-keyout", folder / "authority.key", "-out", authority, "-days", 2,
            "-subj", "/CN=authority of a test")
    openssl("req", *elliptic, "-keyout", key, "-out", folder / "request", "-subj", "/CN=localhost")
    (folder / "extensions").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("x509", "-req", "-in", folder / "request", "-CA", authority, "-CAkey", folder / "authority.key",
            "-CAcreateserial", "-out", certificate, "-days", 2, "-extfile", folder / "extensions")
    return authority, certificate, key


NGINX = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
  log_format reuse '$connection $connection_requests $server_protocol $status $request_uri $http_user_agent';
  access_log {folder}/access.log reuse;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {http}
  server {{
    listen 127.0.0.1:{port} {tls};
    root {root};
    {lines}
  }}
}}
"""


class Nginx:
    """The real one. `lines` are those of the README, and what a test adds."""

    def __init__(self, folder, root, lines, tls=None, http=""):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        if tls:
            lines += f"\nssl_certificate {tls[0]}; ssl_certificate_key {tls[1]};"
        (self.folder / "nginx.conf").write_text(NGINX.format(
            folder=self.folder, port=self.port, root=root, lines=lines, http=http, tls="ssl http2" if tls else ""))
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self):
        self.process = subprocess.Popen(
            ["nginx", "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "error.log"),
             "-g", "daemon off;" + (" user root;" if os.geteuid() == 0 else "")])
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"nginx does not start: {(self.folder / 'error.log').read_text()}")

    def __exit__(self, *ignored):
        self.process.terminate()
        self.process.wait(30)

    def log(self):
        """The requests: connection, number on it, protocol, status, path, User-Agent."""
        words = [line.split(" ", 5) for line in (self.folder / "access.log").read_text().splitlines()]
        return [(int(a), int(b), *rest) for a, b, *rest in words]
