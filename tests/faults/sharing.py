"""What the tests of a log's locks share: a log, a mirror of it or another log beside it, and whether its locks are free."""

import contextlib
import fcntl

from harness import APPEND, BUILD, VKEY, Work, expect, expect_files, files_of, make_entries, make_lines, record, run, show

SYNC = str(BUILD / "tlog-sync")
PUBLISH = str(BUILD / "tlog-publish")
WAITING_S = 60  # so long would a tool wait that nobody lets in

STEP = 256
SIZE = 3 * STEP + 200
ENTRIES = make_entries(SIZE)


class Place(Work):
    """A log, a mirror of it, and what a test does to the mirror's locks."""

    def __init__(self, size=SIZE):
        super().__init__()
        self.log = self.path / "source"
        self.mirror = self.path / "mirror"
        self.state = self.mirror / ".tlog"
        self.must(self.write("in", make_lines(ENTRIES[:size])))

    def empty_log(self):
        """A log in the mirror's place that is our own."""
        done = run(self.command(self.write("one", make_lines(ENTRIES[:1])), log=self.mirror))
        expect(done.code == 0, show(done))

    def sync_command(self, *words, mirror=None):
        return [SYNC, "--log", mirror or self.mirror, "--log-key", VKEY, "--checkpoint-every", STEP, *words, self.log]

    def sync(self, *words, **how):
        return run(self.sync_command(*words), **how)

    def sync_ends(self, outcome, following, what, *words):
        done = self.sync(*words)
        expect(done.code == 0, f"{what}\n{show(done)}")
        said = record(done, "summary")
        expect((said["outcome"], said["next"]) == (outcome, following), f"{what}: not {outcome} at {following}\n{show(done)}")
        return done

    def append_command(self, *words):
        return [APPEND, "--log", self.mirror, "--key", self.key, *words]

    def for_command(self, *words, wait=()):
        return [SYNC, "--yield-for", self.mirror, *wait, "--", *words]

    def is_free(self, name):
        """Can the lock be had? It is not kept."""
        with contextlib.suppress(FileNotFoundError), open(self.state / name, "r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def is_wanted(self):
        return not self.is_free("want")

    def expect_free(self, what):
        for name in ("want", "lock", "sync.lock"):
            expect(self.is_free(name), f"{what}: .tlog/{name} is held")

    @contextlib.contextmanager
    def held(self, name="lock"):
        with open(self.state / name, "a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def expect_mirror(self, what):
        expect_files(files_of(self.log), files_of(self.mirror), what)


def waiters(place):
    one = place.write("one-more", make_lines(ENTRIES[1:2]))
    policy = place.write("policy", f"log {VKEY}\nquorum none\n".encode())
    return {
        "tlog-import": place.command("--resume", place.path / "one", log=place.mirror),
        "tlog-append": place.append_command(one),
        "tlog-publish": [PUBLISH, "--log", place.mirror, "--policy", policy],
    }
