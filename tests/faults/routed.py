"""A master and ingest nodes of the test's own (spec/root-cas.md section 3), which count what they are asked, and misbehave
where a test wants it. What they hold to is that specification, and CIDs come from b3sum(1): nothing is shared with what is
judged here.
"""

import base64
import collections
import hashlib
import json
import os
import subprocess
import sys
import threading
import time

import harness
from chunk_group import UPLOAD, blake3
from harness import expect, run, show
from http_server import Server, response

CAPABLE = response(200, b'{"remoteCidPut":true,"eip712Auth":false}')
PREFIX = "/bucket/files"
PIECE = 65536
CHUNKS = 5  # of PIECE bytes, which is what the rows of the specification count
KNOWN = {}


def cid_of(data):
    key = hashlib.sha256(data).digest()
    if key not in KNOWN:
        KNOWN[key] = cid_of_digest(bytes.fromhex(blake3(data)))
    return KNOWN[key]


def cid_of_digest(digest):
    return "b" + base64.b32encode(bytes.fromhex("01551e20") + digest).decode().lower().rstrip("=")


class Counted:
    """A server that keeps each request under its kind. `before(kind, request)` may answer in place of the server, and
    `after(kind, request, answer)` once it has done its work."""

    def __init__(self):
        self.counts, self.requests, self.faults = collections.Counter(), [], []
        self.before = lambda kind, request: None
        self.after = lambda kind, request, answer: answer
        self.mutex = threading.RLock()
        self.server = Server({}, self.behave)
        self.token = None

    def behave(self, request):
        kind = self.kind(request)
        with self.mutex:
            self.counts[kind] += 1
            self.requests.append((kind, request))
        answer = self.before(kind, request)
        if answer is not None:
            return answer
        with self.mutex:
            answer = self.answer(kind, request)
        return self.after(kind, request, answer)

    def has_leave(self, request):
        return self.token is None or request.headers.get("authorization") == "Bearer " + self.token

    def of(self, kind):
        return [request for one, request in self.requests if one == kind]


class Node(Counted):
    """Section 3.4. `blocks` are those that its master finds, by CID."""

    def __init__(self, blocks, max_bytes=4194304):
        super().__init__()
        self.blocks, self.max_bytes = blocks, max_bytes

    @staticmethod
    def kind(request):
        return "block" if request.path.startswith("/v0/block?cid=") else request.path

    def answer(self, kind, request):
        if kind != "block" or request.method != "PUT":
            return response(405)
        cid = request.path.partition("=")[2]
        if not cid.startswith("bafkr4i") or len(cid) != 59:
            return response(400)
        if not self.has_leave(request):
            return response(401)
        if len(request.body) > self.max_bytes:
            return response(413)
        if not request.body:
            return response(400)
        actual = cid_of(request.body)
        if actual != cid:
            self.faults.append(f"the bytes of {actual} declared as {cid}")
            return response(422, json.dumps({"declared": cid, "actual": actual}).encode())
        self.blocks[cid] = request.body
        return response(200, json.dumps({"cid": cid, "size": len(request.body)}).encode())


class Master(Counted):
    """Section 3.3. An old one knows nothing of CIDs: it keeps the body that there is, which is none."""

    def __init__(self, blocks, old=False):
        super().__init__()
        self.blocks, self.old = blocks, old
        self.capabilities = CAPABLE
        self.names = {}  # key: (CID, size, bytes or None)

    @staticmethod
    def kind(request):
        if request.path == "/fula/capabilities":
            return "probe"
        if request.method == "PUT":
            return "mapping" if "x-amz-meta-fula-remote-cid" in request.headers else "full"
        return request.method

    def answer(self, kind, request):
        if kind == "probe":
            if "authorization" in request.headers:
                self.faults.append("the probe has credentials")
            return response(404) if self.old else self.capabilities
        if not self.has_leave(request):
            return response(403)
        if not request.path.startswith(PREFIX + "/chunks/"):
            self.faults.append(f"{request.method} {request.path}")
            return response(404)
        key = request.path[len(PREFIX) + 1:]
        if kind in ("mapping", "full"):
            if request.headers.get("if-none-match") == "*" and key in self.names:
                return response(412)
            if kind == "mapping" and not self.old:
                return self.map(key, request)
            self.names[key] = (cid_of(request.body), len(request.body), request.body)
            return response(200, b"", [f'ETag: "{self.names[key][0]}"'])
        if key not in self.names:
            return response(404, b"" if kind == "HEAD" else b"none")
        cid, size, data = self.names[key]
        data = self.blocks.get(cid, b"") if data is None else data
        head = f'HTTP/1.1 200 OK\r\nETag: "{cid}"\r\nContent-Length: {size}\r\n\r\n'.encode()
        return head if kind == "HEAD" else head + data

    def map(self, key, request):
        cid, size = (request.headers.get("x-amz-meta-fula-remote-" + what, "") for what in ("cid", "size"))
        if request.body or not cid.startswith("bafkr4i"):
            return response(400)
        if cid not in self.blocks:
            return response(409, b"<Error><Code>OperationAborted</Code></Error>")
        if size != str(len(self.blocks[cid])):
            self.faults.append(f"{key} of {size} bytes, which are {len(self.blocks[cid])}")
            return response(400)
        self.names[key] = (cid, int(size), None)
        return response(200, b"", [f'ETag: "{cid}"'])

    def bytes_of(self, key):
        _, _, data = self.names[key]
        return self.blocks[self.names[key][0]] if data is None else data


class Routed:
    """A scratch folder with a file of five pieces, a master and so many nodes."""

    def __init__(self, nodes=1, old=False, pieces=CHUNKS, size=None):
        self.work = harness.Work()
        self.path = self.work.path
        self.blocks = {}
        self.master = Master(self.blocks, old)
        self.nodes = [Node(self.blocks) for _ in range(nodes)]
        self.data = b"".join(hashlib.sha256(b"%d %d" % (i, j)).digest() for i in range(pieces) for j in range(PIECE // 32))
        self.data = self.data[:size]
        self.file = self.path / "file"
        self.file.write_bytes(self.data)
        (self.path / "journals").mkdir()
        self.journal = self.path / "journals/journal"
        self.env = {**os.environ, "XDG_DATA_HOME": str(self.path / "data"), "no_proxy": "*"}
        self.url = self.master.server.url + PREFIX
        self.pieces = [self.data[at:at + PIECE] for at in range(0, len(self.data), PIECE)]
        for data in [*self.pieces, b""]:
            cid_of(data)  # rather now than while somebody waits for an answer

    def __enter__(self):
        for one in [self.master, *self.nodes]:
            one.server.__enter__()
        return self

    def __exit__(self, kind, *ignored):
        for one in [self.master, *self.nodes]:
            try:
                one.server.__exit__()
            except OSError:
                pass  # died before
        self.work.__exit__()
        if kind is None:
            faults = [fault for one in [self.master, *self.nodes] for fault in one.faults]
            expect(not faults, *faults[:3])

    def command(self, *words, ingest=None):
        places = [node.server.url for node in self.nodes] if ingest is None else ingest
        return [UPLOAD, "--master", self.url, *(word for place in places for word in ("--ingest", place)),
                "--piece-size", str(PIECE), "--map-dir", self.path, "--journal", self.journal, "--backoff-ms", "10",
                *words, self.file]

    def upload(self, *words, code=0, ingest=None, timeout=120):
        done = run(self.command(*words, ingest=ingest), env=self.env, timeout=timeout)
        expect(done.code == code, f"status {code} wanted", show(done))
        return done, self.summary(done)

    def summary(self, done):
        records = [json.loads(line) for line in done.out.splitlines()]
        expect(records and records[-1]["type"] == "summary", "no summary at the end", show(done))
        summary = records[-1]
        expect(summary["total"] == sum(summary[key] for key in ("stored", "already", "failed", "not_attempted")), summary)
        chunks = [record for record in records if record["type"] == "chunk"]
        for state in ("stored", "already", "failed", "not_attempted"):
            expect(sum(chunk["state"] == state for chunk in chunks) == summary[state] or not chunks, state, show(done))
        for route in ("ingest", "master") if chunks else ():
            mine = [chunk for chunk in chunks if chunk.get("route") == route]
            expect(len(mine) == summary.get(route + "_chunks", 0), route, show(done))
            expect(sum(chunk["size_bytes"] for chunk in mine) == summary.get(route + "_bytes", 0), route, show(done))
        expect(all(("route" in chunk) == (chunk["state"] == "stored") for chunk in chunks), "a route", show(done))
        return summary

    def asked(self):
        """How often the master was asked for what, and how many blocks the nodes were sent."""
        counts = self.master.counts
        return {**{kind: counts[kind] for kind in ("probe", "mapping", "full", "HEAD", "GET")},
                "block": sum(node.counts["block"] for node in self.nodes)}

    def expect_asked(self, what="", **wanted):
        asked = {**dict.fromkeys(("probe", "mapping", "full", "block"), 0), "HEAD": CHUNKS, "GET": CHUNKS, **wanted}
        expect(self.asked() == asked, what, "asked", self.asked(), "wanted", asked)

    def expect_stored(self, what=""):
        for piece in self.pieces:
            key = "chunks/" + blake3(piece)
            expect(key in self.master.names and self.master.bytes_of(key) == piece, what, key, "is not there")

    def state(self):
        return {key: (cid, size, data is None) for key, (cid, size, data) in self.master.names.items()}


def of_kind(wanted, answer):
    """Answers so to one kind of request; `answer` may be called for it, and may say that the server shall."""
    return lambda kind, request: (answer() if callable(answer) else answer) if kind == wanted else None


def in_turn(*answers):
    """One after the other; None afterwards."""
    left, mutex = list(answers), threading.Lock()

    def next_one():
        with mutex:
            return left.pop(0) if left else None

    return next_one


def times_of(counted, kind):
    """Where the moments of these requests go."""
    moments = []
    before = counted.before

    def watch(one, request):
        if one == kind:
            moments.append(time.monotonic())
        return before(one, request)

    counted.before = watch
    return moments


def main():
    """Runs a command with a master and a node at $MASTER and $INGEST."""
    with Routed() as routed:
        env = {**os.environ, "MASTER": routed.url, "INGEST": routed.nodes[0].server.url, "no_proxy": "*"}
        return subprocess.run(sys.argv[1:], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
