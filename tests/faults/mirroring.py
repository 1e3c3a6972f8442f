"""What the fault tests of tlog-sync share: logs as files that a server gives, and runs of the tool."""

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
        lines = state.read_bytes().split(b"\n")
        expect(lines[0] == b"tlog-tools sync 1", "the state of the mirror is none")
        return int(lines[2].split()[1])

    def clear(self):
        shutil.rmtree(self.path, ignore_errors=True)


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


def bundles(first, end):
    """The paths of the whole bundles with these numbers."""
    return [f"tile/entries/{tree.path_number(n)}" for n in range(first, end)]
