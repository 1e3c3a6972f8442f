"""What the tests of tlog-cosign share: logs and witnesses made by rules of their own, and the three ways to ask: a request
on standard input with the answer as text or as a record, and HTTP.
"""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import signal
import subprocess

import harness  # it makes the oracle's modules known
from harness import Fault, expect

import ed25519  # noqa: E402
import tree  # noqa: E402

COSIGN = str(harness.BUILD / "tlog-cosign")
DASH = b"\xe2\x80\x94 "

ORIGIN = "example.com/conformance-log"
LOG_SEED, WITNESS_SEED = b"\x2a" * 32, b"\x07" * 32
WITNESS_NAME = "witness-conformance-test"


def sha256(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


def key_id(name, kind, public):
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def vkey(name, seed, kind=1):
    public = ed25519.public_key(seed)
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


def skey(name, seed, kind=1):
    identity = key_id(name, kind, ed25519.public_key(seed)).hex()
    return f"PRIVATE+KEY+{name}+{identity}+{b64(bytes([kind]) + seed)}\n"


# The leaves of the conformance suite are leaf hashes themselves.
TREE = tree.Tree([bytes([0x2A, i]) + bytes(30) for i in range(256)])


def root(size):
    return TREE.mth(0, size)


def text(size, root_hash, origin=ORIGIN, extensions=()):
    return "".join(line + "\n" for line in (origin, str(size), b64(root_hash), *extensions)).encode()


def signature(body, name=ORIGIN, seed=LOG_SEED):
    """A signature line by a log's key."""
    public = ed25519.public_key(seed)
    return DASH + f"{name} {b64(key_id(name, 1, public) + ed25519.sign(seed, body))}\n".encode()


def checkpoint(size, root_hash=None, signatures=None, **more):
    body = text(size, root(size) if root_hash is None else root_hash, **more)
    return body + b"\n" + (signature(body) if signatures is None else signatures)


def request(old, note, proof=()):
    return b"".join([f"old {old}\n".encode(), *(b64(h).encode() + b"\n" for h in proof), b"\n", note])


def growth(old, new):
    """An honest request."""
    return request(old, checkpoint(new), TREE.proof(old, new) if old < new else ())


def check_cosignature(line, note, name=WITNESS_NAME, seed=WITNESS_SEED):
    """The line is the cosignature of this witness over the note's whole text; returns its time."""
    body = note[:note.rindex(b"\n\n") + 1]
    public = ed25519.public_key(seed)
    expect(line.startswith(DASH) and line.endswith(b"\n") and line.count(b"\n") == 1, "not one signature line:", line)
    signer, _, blob = line[len(DASH):-1].decode().partition(" ")
    blob = base64.b64decode(blob, validate=True)
    expect(signer == name, "by another name:", signer)
    expect(blob[:4] == key_id(name, 4, public), "not the id of a key of type 4:", blob[:4].hex())
    expect(len(blob) == 76, "not 76 bytes:", len(blob))
    time = int.from_bytes(blob[4:12], "big")
    message = b"cosignature/v1\ntime %d\n" % time + body
    expect(ed25519.verify(public, message, blob[12:]), "the cosignature does not verify:", line)
    expect(not ed25519.verify(public, message + b"x", blob[12:]), "the judge of cosignatures takes any")
    expect(not ed25519.verify(public, body, blob[12:]), "the cosignature is a plain signature")
    return time


class Answer:
    def __init__(self, status, body=b"", content_type="", headers=None):
        self.status, self.body, self.content_type, self.headers = status, body, content_type, headers or {}

    def __repr__(self):
        return f"{self.status} {self.content_type!r} {self.body!r}"


class Place:
    """Where a witness lives: its keys, and where its state is."""

    def __init__(self, state=None):
        self.work = harness.Work()
        self.key = self.work.write("witness.key", skey(WITNESS_NAME, WITNESS_SEED).encode())
        self.key.chmod(0o600)
        self.state = state or f"sqlite:{self.work.path}/witness.db"
        self.logs = [vkey(ORIGIN, LOG_SEED)]

    def command(self, *words, program=COSIGN):
        return [program, "--state", self.state, "--key", self.key, *(w for key in self.logs for w in ("--log-key", key)),
                *words]

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.work.__exit__()


STATUS_OF_EXIT = {0: (200,), 65: (400,), 1: (403, 404, 409, 422)}


def status_in(err):
    """The status that a message for people names."""
    return int(err.split(b" (")[-1].split(b")")[0])


class TextStdin:
    """One process for each request; the answer is text."""
    name = "text"

    def __init__(self, place):
        self.place = place

    def ask(self, body):
        done = harness.run(self.place.command(), data=body)
        expect(done.code in STATUS_OF_EXIT, "no answer\n" + harness.show(done))
        if done.code == 0:
            expect(done.err == b"", harness.show(done))
            return Answer(200, done.out)
        expect(done.out == b"", "something on standard output\n" + harness.show(done))
        status = status_in(done.err.splitlines()[0])
        expect(status in STATUS_OF_EXIT[done.code], "another exit status\n" + harness.show(done))
        if status != 409:
            return Answer(status)
        size = done.err.split(b"--old=")[1].split()[0]
        return Answer(status, size + b"\n", "text/x.tlog.size")

    def health(self):
        return Answer(200)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        pass


class RecordStdin(TextStdin):
    """One process for each request, in a record; the answer is a record."""
    name = "records"

    def ask(self, body):
        lines = [json.dumps({"type": "request", "request": body.decode()}),
                 '{"type":"summary","tool":"tlog-prove","version":"0","proofs":1}']
        done = harness.run(self.place.command("--format=jsonl"), data="".join(line + "\n" for line in lines).encode())
        answer = harness.record(done, "answer")
        expect(done.code in STATUS_OF_EXIT and answer["status"] in STATUS_OF_EXIT[done.code], harness.show(done))
        harness.record(done, "summary")
        if answer["status"] == 200:
            return Answer(200, "".join(line + "\n" for line in answer["signatures"]).encode())
        expect("signatures" not in answer and answer["reason"], answer)
        if answer["status"] == 409:
            return Answer(409, b"%d\n" % answer["cosigned_size"], "text/x.tlog.size")
        return Answer(answer["status"])


def connect(port, timeout=60):
    return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)


def exchange(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    data = response.read()
    return Answer(response.status, data, response.getheader("Content-Type") or "", dict(response.getheaders()))


class Server:
    """A server, and one connection to it that is used again and again."""
    name = "http"

    def __init__(self, place, *words, wrap=()):
        self.process = subprocess.Popen([str(w) for w in (*wrap, *place.command("--listen", "127.0.0.1:0", *words))],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        first = self.process.stdout.readline()
        if not first:
            raise Fault("the server does not start\n" + self.process.stderr.read().decode(errors="replace"))
        self.listening = json.loads(first)
        expect(self.listening["type"] == "listening", first)
        self.port = self.listening["port"]
        self.connection = connect(self.port)

    def ask(self, body, headers=None):
        return exchange(self.connection, "POST", "/add-checkpoint", body, headers)

    def get(self, path, headers=None):
        return exchange(self.connection, "GET", path, headers=headers)

    def served(self, origin=ORIGIN):
        return self.get(f"/{sha256(origin.encode()).hex()}/checkpoint")

    def health(self):
        return self.get("/health")

    def stop(self, how=signal.SIGTERM, timeout=60):
        self.connection.close()
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=timeout)
        return harness.Done(self.process.returncode, out, err)

    def __enter__(self):
        return self

    def __exit__(self, kind, *ignored):
        self.connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)
        out, err = self.process.communicate()
        if kind is not None:
            print(f"  the server said: {err.decode(errors='replace')}{out.decode(errors='replace')[-2000:]}")


WAYS = (TextStdin, RecordStdin, Server)
