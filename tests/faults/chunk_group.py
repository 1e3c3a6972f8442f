"""A group of stores of chunks behind HTTP, each of which may be dead, slow or lying, and what settles what they ask for.

Chunks are named by b3sum(1), which shares no code with what is judged here; so is the distance of a store to a chunk.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import threading

import harness
from harness import expect, run, show
from http_server import CLOSE, Server, response

UPLOAD = str(harness.BUILD / "chunk-upload")
GROUP, QUORUM = 7, 4


def blake3(data):
    done = subprocess.run(["b3sum", "--no-names"], input=data, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().strip()


def distance(one, other):
    return int(one, 16) ^ int(other, 16)


class Endpoint:
    """`mode`: good; slow (answers after 30 s); liar (takes a chunk and keeps nothing); boaster (says that it has every chunk);
    mute (closes the connection). `price` is what it asks for; without one it has no quotes. `fail_puts` are statuses (or whole
    answers) of the next PUTs.
    """

    def __init__(self, number):
        self.id = hashlib.sha256(b"store %d" % number).hexdigest()
        self.mode, self.price, self.fail_puts = "good", None, []
        self.expires, self.echo, self.boast = None, {}, 0
        self.chunks, self.log, self.puts, self.receipts = {}, [], [], {}
        self.seen_put = lambda address: None
        self.mutex = threading.RLock()
        self.server = Server({}, self.behave)
        self.url = self.server.url

    def die(self):
        self.server.__exit__()

    def behave(self, request):
        with self.mutex:
            self.log.append((request.method, request.path))
            if self.mode == "slow":
                return [30.0, response(500)]
            if self.mode == "mute":
                return CLOSE
            if request.path == "/quote":
                return self.quote(json.loads(request.body))
            if not request.path.startswith("/chunks/"):
                return response(404)
            address = request.path[len("/chunks/"):]
            if request.method == "PUT":
                return self.put(address, request)
            present = self.chunks.get(address)
            if request.method == "HEAD" and self.mode == "boaster":
                return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % self.boast
            if present is None:
                return response(404, b"" if request.method == "HEAD" else b"none")
            whole = response(200, present)
            return whole[:len(whole) - len(present)] if request.method == "HEAD" else whole

    def quote(self, asked):
        if self.price is None:
            return response(405)
        answer = {"address": asked["address"], "data_size": asked["size"], "price": self.price,
                  "already_stored": asked["address"] in self.chunks or self.mode == "boaster", "sig": "s" + self.id[:8]}
        if self.expires:
            answer["expires"] = self.expires
        answer.update(self.echo)
        return response(200, json.dumps(answer).encode())

    def put(self, address, request):
        self.puts.append(address)
        self.seen_put(address)
        if self.fail_puts:
            answer = self.fail_puts.pop(0)
            return response(answer) if isinstance(answer, int) else answer
        expect(request.headers.get("if-none-match") == "*", "a PUT without its condition")
        if address in self.chunks:
            return response(412)
        if self.mode == "liar":
            return response(201)
        if blake3(request.body) != address:
            return response(422)
        self.chunks[address] = request.body
        if "chunk-receipt" in request.headers:
            self.receipts[address] = json.loads(request.headers["chunk-receipt"])
        return response(201)


SETTLE = """
import json, os, sys
intent = json.loads(sys.stdin.readline())
here = os.path.dirname(os.path.abspath(__file__))
with open(here + "/settled", "a") as log:
    log.write(json.dumps(intent) + "\\n")
what = open(here + "/what").read().split()
number = sum(1 for line in open(here + "/settled")) - 1
status = int(what[number]) if number < len(what) else 0
names = [intent["root_hex"]] if "root_hex" in intent else [one["quote_hex"] for one in intent["transfers"]]
answer = json.dumps({"type": "receipt", "intent_hex": intent["intent_hex"],
                     "receipts": [{"quote_hex": name, "receipt": "r-" + name[:8]} for name in names]})
if status == 0:
    print(answer)
open(here + "/answers", "a").write(answer + "\\n")
sys.exit(status)
"""


class Group:
    """A scratch folder, stores, and chunks in files of their own."""

    def __init__(self, count=14, chunks=6, seed=1, price=None):
        self.work = harness.Work()
        self.path = self.work.path
        self.stores = [Endpoint(i) for i in range(count)]
        for store in self.stores:
            store.price = price
        self.data = {}
        lines = []
        for i in range(chunks):
            data = hashlib.sha256(b"%d %d" % (seed, i)).digest() * (1 + i % 5) + b"%d" % i
            name = blake3(data)
            self.data[name] = data
            path = self.path / f"chunk{i}"
            path.write_bytes(data)
            lines.append(json.dumps({"path": str(path), "address": name}))
        self.list = self.path / "list"
        self.list.write_text("\n".join(lines) + "\n")
        self.file = self.path / "stores"
        self.file.write_text("".join(json.dumps({"id": store.id, "url": store.url}) + "\n" for store in self.stores))
        (self.path / "settle.py").write_text(SETTLE)
        (self.path / "what").write_text("")
        (self.path / "journals").mkdir()
        self.journal = self.path / "journals/journal"
        self.env = {**os.environ, "XDG_DATA_HOME": str(self.path / "data"), "no_proxy": "*"}

    def __enter__(self):
        for store in self.stores:
            store.server.__enter__()
        return self

    def __exit__(self, *ignored):
        for store in self.stores:
            try:
                store.server.__exit__()
            except OSError:
                pass  # died before
        self.work.__exit__()

    def settle(self):
        return ["--settle", f"{sys.executable} {self.path}/settle.py"]

    def statuses(self, *statuses):
        """With what the settlement ends, call by call; 0 afterwards."""
        (self.path / "what").write_text(" ".join(map(str, statuses)))

    def settled(self):
        path = self.path / "settled"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def command(self, *words):
        return [UPLOAD, "--endpoints", self.file, "--chunks", self.list, "--journal", self.journal, *words]

    def upload(self, *words, code=0, timeout=120):
        done = run(self.command(*words), env=self.env, timeout=timeout)
        expect(done.code == code, f"status {code} wanted", show(done))
        return done, self.summary(done)

    def summary(self, done):
        records = [json.loads(line) for line in done.out.splitlines()]
        expect(records and records[-1]["type"] == "summary", "no summary at the end", show(done))
        summary = records[-1]
        expect(summary["total"] == sum(summary[key] for key in ("stored", "already", "failed", "not_attempted")), summary)
        chunks = [record for record in records if record["type"] == "chunk"]
        expect(len({chunk["address"] for chunk in chunks}) == len(chunks), "a chunk has two records", show(done))
        for state in ("stored", "already", "failed", "not_attempted"):
            count = sum(chunk["state"] == state for chunk in chunks)
            expect(not chunks or count == summary[state], state, summary, show(done))
        return summary

    def nearest(self, address, count=None):
        return sorted(self.stores, key=lambda store: distance(store.id, address))[:count]

    def holders(self, address):
        return [store for store in self.stores if store.chunks.get(address) == self.data[address]]

    def expect_stored(self, what, quorum=QUORUM, addresses=None):
        for address in addresses or self.data:
            expect(len(self.holders(address)) >= quorum, what, address, "is in", len(self.holders(address)), "stores")

    def state(self):
        return {store.id: sorted(store.chunks) for store in self.stores}

    def put_twice(self):
        """Stores that took a chunk, and were sent it again."""
        return [(store.url, address) for store in self.stores for address in set(store.puts)
                if store.puts.count(address) > 1]
