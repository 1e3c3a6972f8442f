"""What the tests of tlog-publish share: a log that grows, witnesses of tests/oracle/witness.py behind web servers that do what
a test tells them, and the policy that names them. Whatever else happens: no witness is ever sent two roots of one size."""

import json
import os
import signal
import socket

import ed25519
import harness
from growing import Growing
from harness import expect, run
from http_server import Server, response
from witness import Witness

PUBLISH = str(harness.BUILD / "tlog-publish")
SIZE_TYPE = ("Content-Type: text/x.tlog.size",)
SIGNED = {}


def log_signature(text):
    if text not in SIGNED:
        SIGNED[text] = ed25519.sign(harness.SEED, text)
    return SIGNED[text]


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Served:
    """A witness behind a server. `behave(request, plain)` may give another answer than the plain one."""

    def __init__(self, number):
        self.witness = Witness(f"witness.example/w{number}", bytes([number]) * 32, {harness.ORIGIN: log_signature})
        self.behave = None
        self.server = Server({}, self.respond)

    def respond(self, request):
        def plain():
            status, body, _ = self.witness.answer(request.body)
            return response(status, body, SIZE_TYPE if status == 409 else ())
        if request.path != "/add-checkpoint" or request.method != "POST":
            return response(404, b"no such page\n")
        answer = self.behave(request, plain) if self.behave else None
        return plain() if answer is None else answer

    def requests(self):
        return self.server.count("/add-checkpoint")


class Publishing(Growing):
    """A log of `prefixes`, and `count` witnesses; the quorum is any `needed` of them."""

    def __init__(self, prefixes, count=3, needed=2):
        super().__init__(prefixes)
        self.witnesses = [Served(number) for number in range(1, count + 1)]
        self.write_policy(range(1, count + 1), needed)

    def __enter__(self):
        for served in self.witnesses:
            served.server.__enter__()
        return self

    def __exit__(self, *ignored):
        for served in self.witnesses:
            served.server.__exit__()
        super().__exit__()
        self.check_roots()

    def write_policy(self, numbers, needed, dead=()):
        lines = [f"log {harness.VKEY}"]
        for number in numbers:
            served = self.witnesses[number - 1]
            url = f"http://127.0.0.1:{closed_port()}" if number in dead else served.server.url
            lines.append(f"witness w{number} {served.witness.vkey} {url}")
        lines += [f"group q {needed} " + " ".join(f"w{number}" for number in numbers), "quorum q"]
        self.policy = self.write("policy", "\n".join(lines).encode() + b"\n")

    def publish_command(self, *words):
        return [PUBLISH, "--log", self.log, "--policy", self.policy, *words]

    def publish(self, *words, code=0, **how):
        done = run(self.publish_command(*words), **how)
        expect(done.code == code, f"tlog-publish ends with {done.code}, not {code}\n{harness.show(done)}")
        return done

    def published(self, what):
        """The size of the published checkpoint, which has a quorum; None where nothing is published."""
        path = self.log / "checkpoint"
        if not path.exists():
            return None
        done = run([harness.VERIFY, "checkpoint", "--policy", self.policy, path])
        expect(done.code == 0, f"{what}: what is published does not verify\n{harness.show(done)}")
        return harness.record(done, "verdict")["tree_size"]

    def check_roots(self):
        roots = {}
        for served in self.witnesses:
            for _, size, root in served.witness.asked:
                expect(roots.setdefault(size, root) == root, f"two roots of size {size} were sent")


def outcomes(done):
    """{witness: record}"""
    records = [json.loads(line) for line in done.out.splitlines()]
    expect(records and records[-1]["type"] == "summary", "no summary at the end\n" + harness.show(done))
    return {record["witness"]: record for record in records if record["type"] == "witness"}


class Watching(harness.Started):
    """tlog-publish --watch, whose records and messages are read as they come."""

    def __init__(self, work, *words):
        super().__init__(work.publish_command("--watch", *words))
        self.out, self.err = b"", b""
        for stream in (self.process.stdout, self.process.stderr):
            os.set_blocking(stream.fileno(), False)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.process.kill()
        self.process.wait()

    def records(self, kind):
        self.out += self.process.stdout.read() or b""
        records = [json.loads(line) for line in self.out.split(b"\n")[:-1]]
        return [record for record in records if record["type"] == kind]

    def said(self):
        self.err += self.process.stderr.read() or b""
        return self.err

    def wait_for(self, condition, what):
        harness.wait_for(lambda: condition(self), what, timeout=60)

    def stop(self):
        """Tells it to end, if it has not by itself, and reads on to the end."""
        self.process.send_signal(signal.SIGTERM)
        return self.end()

    def end(self, timeout=60):
        rest = super().end(timeout)
        return harness.Done(rest.code, self.out + rest.out, self.err + rest.err)
