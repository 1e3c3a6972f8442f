"""What the tests of root-cas share: the two kinds of stores, runs of the tool, and who won."""

import contextlib
import json
import select
import sqlite3
import subprocess

import harness
import postgres
from harness import Fault, expect, run

ROOT_CAS = str(harness.BUILD / "root-cas")
CONTENDERS, ROUNDS = 24, 50


class SqliteStore:
    """A file of SQLite in a scratch folder."""

    def __init__(self):
        self.work = harness.Work()
        self.path = self.work.path / "roots.db"
        self.store = f"sqlite:{self.path}"

    def write(self, owner, bucket, root):
        """What a writer does that asks nobody."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=60)) as db, db:
            db.execute("INSERT INTO bucket_roots VALUES (?1, ?2, ?3, 1, 0) ON CONFLICT DO UPDATE SET root_cid = ?3, "
                       "version = version + 1", (owner, bucket, root))

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.work.__exit__()


class PostgresStore(postgres.Server):
    def write(self, owner, bucket, root):
        self.sql(f"INSERT INTO bucket_roots VALUES ('{owner}', '{bucket}', '{root}') ON CONFLICT (owner_id, bucket) "
                 f"DO UPDATE SET root_cid = '{root}', version = bucket_roots.version + 1")


def each_store(test):
    """Runs test(store) on both kinds, with the table made."""
    kinds = [SqliteStore] + ([PostgresStore] if postgres.available() else [])
    for kind in kinds:
        with kind() as store:
            must(store, "init")
            try:
                test(store)
            except Fault as fault:
                raise Fault(f"{kind.__name__}: {fault}") from None


def command(store, *words):
    return [ROOT_CAS, words[0], f"--store={store if isinstance(store, str) else store.store}", *words[1:]]


def cas(store, *words, **how):
    return run(command(store, *words), **how)


def must(store, *words, code=0, **how):
    done = cas(store, *words, **how)
    expect(done.code == code, f"not {code}:", *words, "\n" + harness.show(done))
    return done


def records(done):
    return [json.loads(line) for line in done.out.splitlines()]


def current(store, owner, bucket):
    """(root, version), or nothing."""
    done = cas(store, "get", owner, bucket)
    expect(done.code in (0, 1), "get\n" + harness.show(done))
    if done.code == 1:
        return None
    root = harness.record(done, "root")
    return root["root"], root["version"]


class Session:
    """A `batch` that is fed line by line, and answers each."""

    def __init__(self, store):
        self.process = subprocess.Popen(command(store, "batch"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)

    def say(self, line):
        self.process.stdin.write(json.dumps(line).encode() + b"\n")
        self.process.stdin.flush()

    def answer(self):
        ready, _, _ = select.select([self.process.stdout], [], [], harness.TIMEOUT_S)
        expect(ready, "no answer in time")
        line = self.process.stdout.readline()
        expect(line, "no answer:", self.process.stderr.read() if not line else "")
        return json.loads(line)

    def end(self):
        out, err = self.process.communicate(timeout=60)
        return harness.Done(self.process.returncode, out, err)


def judge(answers, before, after):
    """Of contenders {new root: record of its swap}, one won, the others know to what; the version counts one swap."""
    won = [root for root, answer in answers.items() if answer["status"] == "won"]
    expect(len(won) == 1, f"{len(won)} winners of {len(answers)}: {won}")
    version = (before[1] if before else 0) + 1
    expect(after == (won[0], version), f"{won[0]} won, and there is {after}; it was {before}")
    for root, answer in answers.items():
        told = (answer["status"], answer.get("current"), answer.get("version"))
        status = "won" if root == won[0] else "conflict"
        expect(told == (status, *after), f"{root} was told {told}; {after} is there")
