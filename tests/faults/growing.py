"""What the tests of tlog-append share: a scratch folder with a log that is imported and then appended to, the files that it
must have by the rule of tests/oracle/growth.py, and what a reader may demand of it at any instant.
"""

import errno
import functools
import os
import shutil

import harness
from fork_server import ForkedRuns
from harness import expect, expect_files, files_of, make_lines
import growth
import tree

RUNS = ForkedRuns() if harness.SOAK else harness
HIDDEN = {".tlog/append", ".tlog/import", ".tlog/lock", ".tlog/signed", ".tlog/want"}


@functools.lru_cache(maxsize=None)
def checkpoint_of(prefixes, size):
    return tree.checkpoint(harness.ORIGIN, size, prefixes.root(size), harness.ORIGIN, harness.SEED)


class Growing(harness.Work):
    """command() and what calls it is tlog-append here; grow() and start() also keep the account of what must be there."""

    def __init__(self, prefixes, parent=None):
        super().__init__(parent)
        self.prefixes = prefixes
        self.growth = growth.Growth(prefixes)
        self.scenarios = 0

    def command(self, *words, log=None):
        return [harness.APPEND, "--log", log or self.log, "--key", self.key, *words]

    def run(self, *words, **how):
        return RUNS.run(self.command(*words), **how)

    def input(self, first, last, name="in", trailer=True):
        return self.write(name, make_lines(self.prefixes.entries[first:last], trailer=trailer))

    def start(self, size, *words):
        """Imports the first entries."""
        self.growth = growth.Growth(self.prefixes)
        self.clear()
        path = self.input(0, size, trailer="--no-trailer" not in words)
        done = harness.run([harness.IMPORT, "--log", self.log, "--origin", harness.ORIGIN, "--key", self.key, *words, path])
        expect(done.code == 0, "tlog-import", *words, f"of {size} entries\n", harness.show(done))
        self.growth.step(size, publish="--defer-publish" not in words)

    def grow(self, size, *words, inputs=None):
        """Appends up to this size."""
        if inputs is None:
            inputs = [self.input(self.growth.signed, size, trailer="--no-trailer" not in words)]
        done = self.must(*words, *inputs)
        self.growth.step(size, publish="--defer-publish" not in words, prune="--prune-partials" in words)
        return done

    def check(self, what):
        expect_files(self.want(), files_of(self.log), what)

    def want(self):
        """All files that are served."""
        files = self.growth.files()
        if self.growth.published:
            files["checkpoint"] = checkpoint_of(self.prefixes, self.growth.checkpoint_size())
        return files

    def check_hidden(self, what):
        left = {path for path in files_of(self.log, hidden=True) if path.startswith(".tlog/")}
        expect(left <= HIDDEN and ".tlog/signed" in left, f"{what}: in .tlog are {sorted(left)}")
        expect((self.log / ".tlog/signed").read_bytes() == checkpoint_of(self.prefixes, self.growth.signed),
               f"{what}: .tlog/signed is not the checkpoint of {self.growth.signed} entries")

    def keep(self, name="kept"):
        """A copy of the log, for restore()."""
        copy = self.path / name
        shutil.rmtree(copy, ignore_errors=True)
        if self.log.exists():
            copy_log(self.log, copy)
        return copy, self.growth.copy()

    def restore(self, kept):
        copy, account = kept
        self.clear()
        if copy.exists():
            copy_log(copy, self.log)
        self.growth = account.copy()

    def verify(self, what):
        done = RUNS.run([harness.VERIFY, "log", "--log-key", harness.VKEY, "-j1", self.log])
        expect(done.code == 0, f"{what}: tlog-verify log\n{harness.show(done)}")


class Scenario:
    """An append up to `size`, to a log in some state. It is disturbed somewhere, and look() and go_on() tell whether that did
    any harm. An account is what the log may be (growth.Growth); there are two where a size that was signed may or may not
    have been published before the next one was."""

    MORE = 3  # entries that are appended after it

    def __init__(self, work, accounts, size, *words, inputs=1):
        """`work` holds the log in its first state, of which these are the accounts."""
        self.prefixes = work.prefixes
        self.size = size
        self.words = list(words)
        self.inputs = inputs
        self.defers = "--defer-publish" in words
        self.prunes = "--prune-partials" in words
        self.accounts = accounts
        self.signed = accounts[0].signed
        work.scenarios += 1
        self.kept = work.keep(f"before{work.scenarios}")
        self.files = files_of(work.log)
        changed = [b'{"other":%d}' % i for i in range(size - self.signed)]
        self.other = growth.Prefixes(self.prefixes.entries[:self.signed] + changed) if changed else None
        self.name = f"{self.signed} to {size} {' '.join(words)}"

    def place(self, work):
        """The log in its first state; the names of the inputs."""
        work.restore(self.kept)
        work.prefixes = self.prefixes
        return self.write_inputs(work)

    def write_inputs(self, work):
        bounds = [self.signed + i * (self.size - self.signed) // self.inputs for i in range(self.inputs + 1)]
        return [work.input(a, b, f"in{i}") for i, (a, b) in enumerate(zip(bounds, bounds[1:]))]

    def steps(self, accounts, size):
        """After an append that ended well."""
        return [after for account in accounts for after in account.steps(size, not self.defers, self.prunes)]

    def look(self, work, what):
        """What is true at every instant: nothing can be seen of what is not signed. The published checkpoint is the old one
        or a newer one that was signed; each that was ever published has all of its objects, or the full ones in their
        place; no object has other bytes than those of its name. Gives the accounts that may be true."""
        files = files_of(work.log)
        signed = size_signed(work, (self.signed, self.size), what)
        seen = {"checkpoint", *self.files, *self.prefixes.full(signed)}
        seen |= self.prefixes.partial(signed) | self.prefixes.partial(self.signed)
        expect(files.keys() <= seen, f"{what}: {signed} entries are signed, but there is {sorted(files.keys() - seen)}")
        for path, data in files.items():
            if path != "checkpoint":
                expect(self.prefixes.data(path) == data, f"{what}: {path} has bytes that are not those of that name")
        accounts, faults = [], []
        for before in self.accounts:
            try:
                accounts += self.after(before, signed, work, files, what)
            except harness.Fault as fault:
                faults.append(fault)
        if not accounts:
            raise harness.Fault("\n".join(map(str, faults)))
        if "checkpoint" in files:
            work.verify(what)
        return accounts

    def after(self, before, signed, work, files, what):
        served = size_served(work, files, {*before.published[-1:], before.signed, signed}, what)
        if served is None:
            expect(not before.published, f"{what}: the checkpoint is gone")
        account = before.copy()
        if served is not None and served not in before.published:
            account.step(served, prune=self.prunes)
        account.signed = signed
        covered = self.prefixes.full(served) if served is not None else set()
        for size in account.published:
            early = [path for path in self.prefixes.partial(size) - files.keys() if growth.full_of(path) not in covered]
            expect(not early, f"{what}: {served} entries are published, and {early} of {size} is gone already")
            lost = lacks(self.prefixes, size, files)
            expect(not lost, f"{what}: the checkpoint of {size} entries was published, and lacks {lost}")
        if served == signed and before.signed not in (signed, *before.published) and not self.prunes:
            return [account, before.published_on_the_way(account)]
        return [account]

    def go_on(self, work, paths, accounts, what, both=True):
        """The disturbance is over. The next append, of the same entries or of the next ones, leaves just the files that it
        would have left without it; and so does another one, of other entries where none were signed yet, or of none."""
        signed = accounts[0].signed
        disturbed = work.keep("disturbed")
        if signed == self.size != self.signed:
            again = work.run("--at-size", self.signed, *self.words, *paths)
            expect(again.code == 75 and str(signed).encode() in again.err, f"{what}: again\n{harness.show(again)}")
            self.look(work, f"{what}, refused again")
            size = signed + self.MORE
            paths = [work.input(signed, size, "more")]
        else:
            size = self.size
        work.must("--at-size", signed, *self.words, *paths)
        check_one_of(work, self.steps(accounts, size), f"{what}, then appended up to {size}")
        if not both:
            return
        work.restore(disturbed)
        if signed == self.size or self.other is None:
            work.must("--at-size", signed, *self.words, work.input(0, 0, "nothing"))
            check_one_of(work, self.steps(accounts, signed), f"{what}, then appended nothing")
        else:
            other = work.write("other", make_lines(self.other.entries[signed:]))
            work.must("--at-size", signed, *self.words, other)
            afterwards = self.steps(accounts, self.size)
            for account in afterwards:
                account.prefixes = self.other
            check_one_of(work, afterwards, f"{what}, then appended other entries")


def lived(work, history):
    """A log with this history: sizes, each with its options; the first one is the import. Gives its accounts."""
    (first, *options), *rest = history
    work.start(first, *options)
    for step, *options in rest:
        work.grow(step, *options)
    return [work.growth.copy()]


def read(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def last_signed(work):
    """What was signed last; without a file of its own the published one counts."""
    return read(work.log / ".tlog/signed") or read(work.log / "checkpoint")


def size_signed(work, sizes, what):
    data = last_signed(work)
    for size in sizes:
        if data == checkpoint_of(work.prefixes, size):
            return size
    raise harness.Fault(f"{what}: signed is none of sizes {sizes}: {data}")


def size_served(work, files, sizes, what):
    if "checkpoint" not in files:
        return None
    for size in sizes:
        if files["checkpoint"] == checkpoint_of(work.prefixes, size):
            return size
    raise harness.Fault(f"{what}: the checkpoint is none of sizes {sizes}: {files['checkpoint']}")


def check_one_of(work, accounts, what):
    """The files are those of one of these accounts, and nothing else is left."""
    found = files_of(work.log)
    for account in accounts:
        work.growth, work.prefixes = account, account.prefixes
        if work.want() == found:
            break
    else:
        work.growth = accounts[0]
        work.check(what)
    work.check_hidden(what)
    work.prefixes = accounts[0].prefixes


def copy_log(log, copy):
    """Objects are never written again, so that their names are enough: a copy has links to them."""
    def copy_file(source, target):
        if "/tile/" not in source:
            return shutil.copy2(source, target)
        try:
            os.link(source, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            shutil.copy2(source, target)

    shutil.copytree(log, copy, copy_function=copy_file)


def lacks(prefixes, size, files):
    """The objects of a log of this size that a reader does not find, not even by the full one."""
    return sorted(path for path in prefixes.full(size) | prefixes.partial(size)
                  if path not in files and growth.full_of(path) not in files)


def snapshot(log):
    """Everything about a folder that a run which writes nothing must leave as it is: names, bytes, times, links. The lock
    is left out: its holder is in there."""
    found = {}
    for folder, _, names in os.walk(log):
        for name in [".", *names]:
            path = os.path.join(folder, name)
            if path.endswith("/.tlog/lock"):
                continue
            stat = os.lstat(path)
            data = b"" if name == "." else open(path, "rb").read()
            found[os.path.relpath(path, log)] = (data, stat.st_mtime_ns, stat.st_mode, stat.st_nlink, stat.st_ino)
    return found
