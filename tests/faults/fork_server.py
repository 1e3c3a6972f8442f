"""Many short runs of one program, at less than half of the price: it begins once, and is forked just before its main() for each
run (fork_server.c). The runs are those of the program itself, with words, environment, output and status of their own.
"""

import os
import pathlib
import select
import struct
import subprocess
import tempfile

import harness
from harness import Done, expect, show


class ForkServer:
    """Gives run(), as that of the harness, for one program."""

    def __init__(self, program):
        self.program = str(program)

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="tlog-fork-")
        library = f"{self.folder.name}/fork_server.so"
        source = pathlib.Path(__file__).resolve().parent / "fork_server.c"
        done = harness.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library, source])
        expect(done.code == 0, show(done))
        self.files = [os.memfd_create(name, 0) for name in ("out", "err")]
        environment = {**os.environ, "LD_PRELOAD": library, "FORK_OUT": str(self.files[0]), "FORK_ERR": str(self.files[1])}
        self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                                        pass_fds=self.files, env=environment)
        return self

    def __exit__(self, *ignored):
        self.process.kill()  # a run that is under way ends with it
        self.process.communicate()
        for file in self.files:
            os.close(file)
        self.folder.cleanup()

    def run(self, argv, timeout=harness.TIMEOUT_S):
        words = b"".join(os.fsencode(str(word)) + b"\0" for word in argv)
        expect(str(argv[0]) == self.program, argv[0], "is not", self.program)
        self.process.stdin.write(struct.pack("=I", len(words)) + words)
        answered = select.select([self.process.stdout], [], [], timeout)[0]
        expect(answered, f"does not end within {timeout} s:", *argv)
        answer = self.process.stdout.read(4)
        expect(len(answer) == 4, "the server of runs is gone")
        code = os.waitstatus_to_exitcode(struct.unpack("=i", answer)[0])
        return Done(code, *(os.pread(file, os.fstat(file).st_size, 0) for file in self.files))


class ForkedRuns:
    """run(), as that of the harness, for any programs and any number of threads."""

    def __init__(self):
        self.idle = {}

    def run(self, argv, **how):
        if how:
            return harness.run(argv, **how)
        program = str(argv[0])
        try:
            server = self.idle.setdefault(program, []).pop()
        except IndexError:
            server = ForkServer(program)
            server.__enter__()
        done = server.run(argv)
        self.idle[program].append(server)
        return done

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        for server in sum(self.idle.values(), []):
            server.__exit__()
