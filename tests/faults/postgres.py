"""A PostgreSQL server of the test's own: made with initdb in a scratch folder, reached over a Unix socket there alone,
gone at the end. As root it runs as the user `postgres`, because it refuses to be root's.

    with Server() as server:
        run([ROOT_CAS, "init", "--store", server.store])
        server.stop(); server.start(); server.sql("SELECT 1")
"""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from harness import Fault, expect

USER = "tester"
START_S = 60


def programs():
    """The folder of the newest server's programs; nothing where the package is absent."""
    folders = [p.parent for p in pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if shutil.which("initdb"):
        folders.append(pathlib.Path(shutil.which("initdb")).resolve().parent)
    return max(folders, key=lambda p: [int(n) if n.isdigit() else 0 for n in p.parts], default=None)


def available():
    """Says so, and fails in CI, where the server's package is absent."""
    if programs() is not None:
        return True
    print(f"  NOT TESTED, needs a PostgreSQL server: {sys._getframe(1).f_code.co_name}")
    expect(os.environ.get("CI") != "true", "the package postgresql must be installed in CI")
    return False


def as_server(argv):
    """The words with which the server's user runs `argv`, which ends when this process does."""
    words = ["setpriv", "--pdeathsig=INT"]
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        words += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return words + [str(word) for word in argv]


class Server:
    def __init__(self, *settings, parent=None):
        """`settings` are lines of postgresql.conf."""
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="tlog-pg-", dir=parent))
        self.process = None
        try:
            if os.geteuid() == 0:
                shutil.chown(self.path, "postgres")
            self.path.chmod(0o755)
            self.command("initdb", "-D", self.data, "-U", USER, "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "-N")
            self.configure(f"unix_socket_directories = '{self.path}'", "listen_addresses = ''", "max_connections = 200",
                           "shared_buffers = 32MB", *settings)
            self.start()
        except BaseException:
            self.close()
            raise

    @property
    def data(self):
        return self.path / "data"

    @property
    def socket(self):
        return self.path / ".s.PGSQL.5432"

    @property
    def conninfo(self):
        return f"host={self.path} user={USER} dbname=postgres"

    @property
    def store(self):
        return "postgres:" + self.conninfo

    def command(self, program, *words):
        done = subprocess.run(as_server([programs() / program, *words]), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, cwd=self.path, timeout=START_S, check=False)
        expect(done.returncode == 0, program, *words, "\n" + done.stdout.decode(errors="replace"))
        return done.stdout.decode()

    def configure(self, *lines):
        """For the next start."""
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)

    def start(self):
        with open(self.path / "log", "ab") as log:
            self.process = subprocess.Popen(as_server([programs() / "postgres", "-D", self.data]), stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL, cwd=self.path)
        until = time.monotonic() + START_S
        while not self.answers():
            expect(self.process.poll() is None and time.monotonic() < until, "the server does not start:\n", self.log())
            time.sleep(0.05)

    def answers(self):
        return subprocess.run([programs() / "pg_isready", "-q", "-h", self.path], check=False).returncode == 0

    def log(self):
        return (self.path / "log").read_text(errors="replace")[-4000:]

    def stop(self, how=signal.SIGINT):
        """SIGINT: connections are ended, what is committed is written. SIGQUIT: as a crash."""
        self.process.send_signal(how)
        self.process.wait(START_S)
        self.process = None

    def restart(self, *lines):
        self.stop()
        self.configure(*lines)
        self.start()

    def sql(self, text):
        """What psql prints: rows in lines, columns between |."""
        done = subprocess.run([programs() / "psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-d", self.conninfo, "-c", text],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=START_S, check=False)
        if done.returncode != 0:
            raise Fault(f"{text}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode().strip()

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()
