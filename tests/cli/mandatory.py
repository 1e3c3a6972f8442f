"""The cases that every tool must pass, without files of their own. What they need to know of a tool stands in
tests/cli/TOOL/common.sh, three functions that run in an empty folder with lib.sh loaded:

  prepare      makes what the other two need
  good "$@"    runs the tool so that it ends with 0 and prints something; the arguments are added to its command line
  unreadable   runs the tool on an input that is not there or cannot be read
"""

import os
import subprocess

ENOSPC = "standard output: No space left on device"
TIMEOUT_S = 120


class Context:
    """One tool in its scratch folder."""

    def __init__(self, tool, scratch, env, here):
        self.tool, self.scratch, self.env, self.here = tool, scratch, env, here

    def call(self, *args, **more):
        return self._run([self.tool, *args], **more)

    def shell(self, script, folder="only", **more):
        (self.scratch / folder).mkdir(exist_ok=True)
        script = f'. "{self.here}/lib.sh"; . "{self.here}/{self.tool}/common.sh"; prepare >&2; {script}'
        return self._run(["sh", "-euc", script], cwd=self.scratch / folder, **more)

    def _run(self, argv, stdout=subprocess.PIPE, cwd=None):
        done = subprocess.run(argv, cwd=cwd or self.scratch, env=self.env, stdin=subprocess.DEVNULL, stdout=stdout,
                              stderr=subprocess.PIPE, timeout=TIMEOUT_S, check=False)
        out = (done.stdout or b"").decode("utf-8", "backslashreplace")
        return done.returncode, out, done.stderr.decode("utf-8", "backslashreplace")

    def spec(self):
        return [line.split("\t") for line in self.call("--generate=spec")[1].splitlines()]

    def commands(self):
        return [fields[1] for fields in self.spec() if fields[0] == "command"]


def expect(faults, condition, message):
    if not condition:
        faults.append(message)


def check_help(tool):
    faults = []
    for words in [[]] + [[c] for c in tool.commands()]:
        code, out, err = tool.call(*words, "--help")
        expect(faults, (code, err) == (0, ""), f"{words} --help: status {code}, stderr {err!r}")
        expect(faults, out.startswith(f"Usage: {' '.join([tool.tool] + words)} "), f"{words} --help begins otherwise")
        expect(faults, tool.call(*words, "-h")[1] == out, f"{words} -h prints something else")
        for line in out.splitlines():
            expect(faults, len(line) <= 79, f"{words} --help: longer than 79 columns: {line}")
            expect(faults, line == line.rstrip(), f"{words} --help: blanks at the end: {line!r}")
        expect(faults, out.endswith(f"Manual: man {tool.tool}\n"), f"{words} --help does not name the manual")
    return faults


def check_version(tool):
    faults = []
    with open(tool.here.parent.parent / "libcore/VERSION", encoding="ascii") as file:
        first = f"{tool.tool} {file.read().strip()}\n"
    expect(faults, tool.call("--version") == (0, first, ""), "--version is not exactly 'NAME VERSION'")
    expect(faults, tool.call("-V") == (0, first, ""), "-V is not --version")
    code, out, _ = tool.call("--version", "--verbose")
    expect(faults, code == 0 and out.startswith(first) and "libraries: " in out, "--version --verbose says nothing more")
    return faults


def check_no_arguments(tool):
    """Where something is required: one error, a hint, 64, nothing on standard output."""
    faults = []
    for command in tool.commands() or ["-"]:
        needs = tool.commands() and command == "-"
        for fields in tool.spec():
            if fields[0] == "option" and fields[1] == command and fields[8] == "required":
                needs = True
            if fields[0] == "positional" and fields[1] == command and fields[4] == "required":
                needs = True
        if not needs:
            continue
        code, out, err = tool.call(*([] if command == "-" else [command]))
        expect(faults, (code, out) == (64, ""), f"{command}: status {code}, stdout {out!r}")
        lines = err.splitlines()
        expect(faults, len(lines) >= 2 and lines[0].startswith(f"{tool.tool}: error: "), f"{command}: stderr {err!r}")
        expect(faults, all(line.startswith(f"{tool.tool}: hint: ") for line in lines[1:]), f"{command}: stderr {err!r}")
    if tool.commands():
        code, out, err = tool.call()
        expect(faults, (code, out) == (64, "") and "hint: " in err, f"no command: status {code}, stderr {err!r}")
    return faults


def check_unknown_option(tool):
    faults = []
    for words in [[]] + [[c] for c in tool.commands()]:
        code, out, err = tool.call(*words, "--no-such-option")
        expect(faults, (code, out) == (64, ""), f"{words}: status {code}, stdout {out!r}")
        want = f"{tool.tool}: error: unknown option --no-such-option\n"
        expect(faults, err.startswith(want), f"{words}: stderr {err!r}")
    return faults


def check_good(tool):
    code, out, err = tool.shell("good")
    faults = []
    expect(faults, code == 0 and out != "", f"status {code}, stdout {out!r}, stderr {err!r}")
    return faults


def check_unreadable(tool):
    code, _, err = tool.shell("unreadable")
    faults = []
    expect(faults, code in (66, 74, 77), f"status {code}, which is not 66, 74 or 77")
    expect(faults, f"{tool.tool}: error: " in err, f"stderr {err!r}")
    return faults


def check_full_disk(tool):
    with open("/dev/full", "wb") as full:
        code, _, err = tool.shell("good", stdout=full)
    faults = []
    expect(faults, code == 74 and ENOSPC in err, f"status {code}, stderr {err!r}")
    return faults


def check_closed_stdout(tool):
    code, _, err = tool.shell("good >&-")
    faults = []
    expect(faults, code == 74 and "standard output: " in err, f"status {code}, stderr {err!r}")
    return faults


def check_reader_gone(tool):
    """What `| head -1` does, without the race: the pipe has no reader from the beginning."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as pipe:
        code, _, err = tool.shell("exec 9>&1; good >&9", stdout=pipe)
    faults = []
    expect(faults, code in (141, -13), f"status {code}, not the end by SIGPIPE")
    expect(faults, err == "", f"stderr {err!r}")
    return faults


def check_jobs(tool):
    """The same output whatever -j says."""
    faults = []
    if any(fields[0] == "option" and fields[2].startswith("-j") for fields in tool.spec()):
        one, many = tool.shell("good -j 1", folder="one"), tool.shell("good -j 8", folder="many")
        expect(faults, one[0] == many[0] == 0 and one[1] == many[1], f"-j 1: {one}\n-j 8: {many}")
    return faults


def check_generate(tool):
    faults = []
    code, out, err = tool.call("--generate=tcsh")
    expect(faults, (code, out) == (64, "") and "bash, zsh, fish or spec" in err, f"status {code}, stderr {err!r}")
    return faults


def cases():
    return [("help", check_help), ("version", check_version), ("no-arguments", check_no_arguments),
            ("unknown-option", check_unknown_option), ("good", check_good), ("unreadable", check_unreadable),
            ("full-disk", check_full_disk), ("closed-stdout", check_closed_stdout),
            ("reader-gone", check_reader_gone), ("jobs", check_jobs), ("generate", check_generate)]
