"""What the fault tests of tlog-sync share: logs as files that a server gives, and runs of the tool."""

import base64
import hashlib
import json
import shutil
import sys

sys.dont_write_bytecode = True
import harness  # noqa: E402
import tree  # noqa: E402
from harness import expect, show  # noqa: E402

SYNC = str(harness.BUILD / "tlog-sync")
PATIENCE = ("--timeout=10", "--retries=1")


def log_files(entries, origin=harness.ORIGIN):
    """Everything that a log of these entries serves."""
    return harness.expected_files(entries, origin)


class Mirror:
    """A directory that is to be a mirror, in a scratch folder."""

    def __init__(self, work):
        self.path = work.path / "mirror"

    def command(self, *words, patience=PATIENCE):
        return [SYNC, "--log-key", harness.VKEY, "--log", self.path, *patience, *words]

    def run(self, *words, patience=PATIENCE, **how):
        return harness.run(self.command(*words, patience=patience), **how)

    def must(self, *words, code=0, **how):
        done = self.run(*words, **how)
        expect(done.code == code, f"status {done.code}, not {code}: tlog-sync", *words, "\n" + show(done))
        return done

    def files(self):
        return harness.files_of(self.path)

    def next(self):
        """How far it has come, by its state; nothing where there is none."""
        state = self.path / ".tlog/sync"
        if not state.exists():
            return None
        return next_in(state.read_bytes())

    def clear(self):
        shutil.rmtree(self.path, ignore_errors=True)


def next_in(state):
    """How far a mirror has come whose state this is: all of it, and undamaged."""
    lines = state.split(b"\n")
    sums = [at for at, line in enumerate(lines) if line.startswith(b"sum ")]
    expect(lines[0] == b"tlog-tools sync 1" and sums, f"the state of the mirror is none: {state[:100]!r}")
    others = b"\n".join(lines[:sums[0]] + lines[sums[0] + 2:])
    expect(lines[sums[0]][4:] == base64.b64encode(hashlib.sha256(others).digest()), "the state of the mirror is damaged")
    return int(lines[2].split()[1])


def outcome(done):
    """The summary, which is the last line."""
    lines = done.out.splitlines()
    expect(lines, "no records\n" + show(done))
    summary = json.loads(lines[-1])
    expect(summary["type"] == "summary" and summary["tool"] == "tlog-sync", "no summary\n" + show(done))
    return summary


def expect_outcome(done, want, **fields):
    summary = outcome(done)
    expect(summary["outcome"] == want, f"{summary['outcome']}, not {want}\n{show(done)}")
    for key, value in fields.items():
        expect(summary.get(key) == value, f"{key} is {summary.get(key)}, not {value}\n{show(done)}")
    return summary


def expect_part_of(mirror, files, what):
    """What has a final name is right, byte for byte."""
    for path, data in mirror.files().items():
        expect(files.get(path) == data, f"{what}: {path} is not as it must be")


def asked(server):
    return [request.path[1:] for request in server.requests]


def on(path, answer):
    return lambda request: answer if request.path == "/" + path else None


def bundles(first, end):
    """The paths of the whole bundles with these numbers."""
    return [f"tile/entries/{tree.path_number(n)}" for n in range(first, end)]
