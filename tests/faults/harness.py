"""What the fault tests share: scratch folders, entries, runs of a tool, the files of a log, and the loop over the tests.

The programs are those below $TLOG_BUILD. A test is a function whose name begins with `test_`; it raises Fault when
something does not hold. main() runs those of the calling script (or those named on its command line), prints a line for
each, and ends with 1 when one failed. A test that cannot be done here says NOT TESTED, and fails where CI is true.
"""

import atexit
import collections
import difflib
import errno
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "oracle"))
import tree  # noqa: E402

BUILD = pathlib.Path(os.environ.get("TLOG_BUILD", TESTS.parent / "build")).resolve()
IMPORT = str(BUILD / "tlog-import")
APPEND = str(BUILD / "tlog-append")
VERIFY = str(BUILD / "tlog-verify")
CRASH_AT = str(BUILD / "crash_at")
TIMEOUT_S = 300
SOAK = sys.argv[1:2] == ["soak"]  # the tests that take long instead of the others
AT_ONCE_S = 2  # what ends at once has ended by then, on a busy machine too

# Where the spill folders of the programs are, unless a test says it.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="tlog-data-")
atexit.register(shutil.rmtree, os.environ["XDG_DATA_HOME"], ignore_errors=True)

# The key of the worked example.
ORIGIN = "conda.example/log"
SEED = b"\x2a" * 32
VKEY = "conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h"
SKEY = "PRIVATE+KEY+conda.example/log+e48e03fc+ASoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq"
ANOTHER_BOOT = "00000000-0000-4000-8000-000000000000"


class Fault(Exception):
    pass


def expect(condition, *words):
    if not condition:
        raise Fault(" ".join(str(word) for word in words))


Done = collections.namedtuple("Done", "code out err")


def show(done):
    return f"status {done.code}\nstdout: {done.out.decode(errors='replace')}\nstderr: {done.err.decode(errors='replace')}"


def run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, data=None, env=None, timeout=TIMEOUT_S, pass_fds=()):
    """Runs a program to its end. The code is negative when a signal ended it."""
    how = {"input": data} if data is not None else {"stdin": stdin}
    done = subprocess.run([str(word) for word in argv], stdout=stdout, stderr=subprocess.PIPE, env=env, timeout=timeout,
                          check=False, pass_fds=pass_fds, **how)
    return Done(done.returncode, done.stdout or b"", done.stderr)


def wait_for(condition, what, timeout=30):
    until = time.monotonic() + timeout
    while not condition():
        expect(time.monotonic() < until, "waited in vain:", what)
        time.sleep(0.005)


def make_entries(count, seed=1):
    """Entries of many lengths, the same for the same seed; those of a smaller count are the first ones of a larger."""
    dice = random.Random(seed)
    entries = []
    for i in range(count):
        pad = "x" * int(dice.random() ** 3 * 300)
        name = dice.choice(("zlib", "größe", "库", "\\u00e9", "a\\\"b"))
        entries.append(f'{{"n":{i},"name":"{name}","pad":"{pad}"}}'.encode())
    return entries


def make_lines(entries, end=b"\n", trailer=True):
    lines = list(entries)
    if trailer:
        lines.append(tree.trailer(entries))
    return b"".join(line + end for line in lines)


class Work:
    """A scratch folder with a key and a log that is to be built there."""

    def __init__(self, parent=None):
        if parent is None:  # in memory where that is possible: thousands of small logs are made
            parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="tlog-faults-", dir=parent)).resolve()
        self.log = self.path / "log"
        self.key = self.write("key", SKEY.encode() + b"\n")
        self.key.chmod(0o600)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, name, data):
        path = self.path / name
        path.write_bytes(data)
        return path

    def clear(self):
        shutil.rmtree(self.log, ignore_errors=True)

    def command(self, *words, log=None):
        return [IMPORT, "--log", log or self.log, "--origin", ORIGIN, "--key", self.key, *words]

    def run(self, *words, **how):
        return run(self.command(*words), **how)

    def must(self, *words, **how):
        done = self.run(*words, **how)
        expect(done.code == 0, pathlib.Path(self.command()[0]).name, *words[:20], "\n" + show(done))
        return done

    def traced(self, tracing, *words, **how):
        """The same below crash_at, which counts calls on the log."""
        return run([CRASH_AT, "--under", self.log, *tracing, "--", *self.command("-j1", *words)], **how)

    def calls(self, *words, tracing=()):
        """The calls that a run makes, as dictionaries, and how it ended."""
        path = self.path / "calls"
        done = self.traced(["--list", path, *tracing], *words)
        calls = []
        for line in path.read_text().splitlines():
            number, name, result, first, second = line.split("\t")
            calls.append({"number": int(number), "name": name, "result": int(result), "path": first, "path2": second})
        return calls, done


def files_of(log, hidden=False):
    """{path: bytes} of everything that could be served: all files below the log but those in .tlog."""
    files = {}
    for folder, folders, names in os.walk(log):
        if not hidden and ".tlog" in folders:
            folders.remove(".tlog")
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, log)] = file.read()
    return files


def expected_files(entries, origin=ORIGIN, published=True):
    files = tree.objects(entries)
    if published:
        files["checkpoint"] = tree.checkpoint(origin, len(entries), tree.root(entries), ORIGIN, SEED)
    return files


def expect_files(want, got, what):
    if want == got:
        return
    lines = [f"{what}: the files of the log are not those that they must be"]
    lines += [f"  missing: {path}" for path in sorted(want.keys() - got.keys())]
    lines += [f"  too much: {path}" for path in sorted(got.keys() - want.keys())]
    for path in sorted(want.keys() & got.keys()):
        if want[path] == got[path]:
            continue
        at = next((i for i, (a, b) in enumerate(zip(want[path], got[path])) if a != b), "the end of the shorter")
        lines.append(f"  differs: {path}: {len(want[path])} bytes wanted, {len(got[path])} found, first at {at}")
        if path == "checkpoint":
            lines += difflib.unified_diff(want[path].decode().splitlines(), got[path].decode(errors="replace").splitlines(),
                                          "wanted", "found", lineterm="")
    raise Fault("\n".join(lines[:40]))


def expect_log(work, entries, what, **how):
    expect_files(expected_files(entries, **how), files_of(work.log), what)


def expect_refused(done, code, words, what):
    """Ended with this status, said all of the words, printed nothing."""
    expect(done.code == code and done.out == b"", f"{what}: not refused with {code}\n{show(done)}")
    for word in words:
        expect(str(word).encode() in done.err, f"{what}: does not say {word!r}\n{show(done)}")


def record(done, kind):
    """The record of this type on standard output, as a dictionary."""
    for line in done.out.splitlines():
        value = json.loads(line)
        if value["type"] == kind:
            return value
    raise Fault(f"no {kind} record\n{show(done)}")


def set_boot(log, boot):
    """Makes the manifest of an import look as if the machine had been started anew since."""
    manifest = log / ".tlog/import"
    lines = manifest.read_bytes().split(b"\n")
    expect(lines[1].startswith(b"boot "), "the manifest has no line for the boot")
    lines[1] = b"boot " + boot.encode()
    manifest.write_bytes(b"\n".join(lines))


class Started:
    """A program that runs."""

    def __init__(self, argv, stdin=subprocess.DEVNULL, **how):
        self.process = subprocess.Popen([str(word) for word in argv], stdin=stdin, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, **how)

    def end(self, timeout=60):
        try:
            out, err = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            raise Fault(f"does not end within {timeout} s\n{show(Done(None, out, err))}") from None
        return Done(self.process.returncode, out, err)


class Fed(Started):
    """A run that reads from a FIFO or a pipe, and has been given a part of its input."""

    def __init__(self, work, data, *words, fifo=True, log_has=None, **how):
        if fifo:
            path = work.path / "fifo"
            path.unlink(missing_ok=True)
            os.mkfifo(path)
            super().__init__(work.command(*words, path), **how)
            wait_for(lambda: self.opened(path), "a reader of the FIFO")
        else:
            reader, self.writer = os.pipe()
            super().__init__(work.command(*words), stdin=reader, **how)
            os.close(reader)
        with os.fdopen(os.dup(self.writer), "wb") as file:
            file.write(data)
        if log_has is not None:
            wait_for(lambda: (work.log / log_has).exists(), log_has)

    def opened(self, path):
        try:
            self.writer = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno == errno.ENXIO:
                return False
            raise
        os.set_blocking(self.writer, True)
        return True

    def close(self, data=b""):
        with os.fdopen(self.writer, "wb") as file:
            file.write(data)


def to_broken_pipe(argv):
    reader, writer = os.pipe()
    os.close(reader)
    done = run(argv, stdout=writer)
    os.close(writer)
    return done


def in_own_namespace():
    """Runs the calling test once more, in a mount namespace that ends with that process; true there."""
    if os.environ.get("TLOG_MAY_MOUNT") == "yes":
        return True
    name = sys._getframe(1).f_code.co_name[5:]
    unshare = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--user", "--map-root-user"])
    if subprocess.run([*unshare, "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print(f"  NOT TESTED, needs leave to mount: {name}")
        expect(os.environ.get("CI") != "true", "mounting must be possible in CI")
        return False
    done = subprocess.run([*unshare, sys.executable, sys.argv[0], name], env={**os.environ, "TLOG_MAY_MOUNT": "yes"},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT_S, check=False)
    expect(done.returncode == 0, done.stdout.decode(errors="replace"))
    return False


def mount(*words):
    done = run(["mount", *words])
    expect(done.code == 0, "mount", *words, show(done))


def main(namespace):
    """Runs the tests that are named on the command line, or all; behind the word `soak` those whose names begin so."""
    sys.stdout.reconfigure(line_buffering=True)
    kind = "soak_" if SOAK else "test_"
    tests = {name[5:]: function for name, function in namespace.items() if name.startswith(kind)}
    wanted = sys.argv[2 if SOAK else 1:] or list(tests)
    for program in (IMPORT, CRASH_AT):
        if not os.access(program, os.X_OK):
            raise SystemExit(f"{program} is missing: build first, or set TLOG_BUILD")
    failed = 0
    for name in wanted:
        start = time.monotonic()
        try:
            said = tests[name]()
        except (Fault, subprocess.TimeoutExpired) as fault:
            failed += 1
            print(f"FAILED {name}: {str(fault)[:4000]}")
            continue
        print(f"ok {name} ({time.monotonic() - start:.1f} s){': ' + said if said else ''}")
    print(f"{len(wanted) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
