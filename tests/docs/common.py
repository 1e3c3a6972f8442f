"""What the documentation checks share: the lists, the built programs, a tool's --generate=spec, mdoc pages as lines."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("TLOG_BUILD", ROOT / "build")).resolve()


def read_list(path):
    lines = (ROOT / path).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def tools():
    return read_list("tools/tools.txt")


def environment():
    """Nothing of the user's: no TLOG_*, no language."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TLOG_", "LC_", "LANG"))}
    env.update(PATH=f"{BUILD}:{os.environ['PATH']}", LC_ALL="C.UTF-8", TZ="UTC")
    return env


def output_of(*argv):
    done = subprocess.run([str(a) for a in argv], env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
                          check=True)
    return done.stdout.decode()


class Option:
    def __init__(self, fields):
        (_, self.command, names, metavar, self.kind, choices, env, self.default, required, repeats, self.group,
         self.help) = fields
        self.names = set(names.split(","))
        self.metavar = "" if metavar == "-" else metavar.lower()
        self.choices = [] if choices == "-" else choices.split("|")
        self.env = "" if env == "-" else env
        self.required = required == "required"
        self.repeats = repeats == "repeats"


class Spec:
    """The command line of a tool as it describes itself. The tool itself is the command "-"."""

    def __init__(self, tool):
        lines = [line.split("\t") for line in output_of(tool, "--generate=spec").splitlines()]
        self.tool = tool
        self.summary = lines[0][2]
        self.commands = [f[1] for f in lines if f[0] == "command"]
        self.options = [Option(f) for f in lines if f[0] == "option"]
        self.positionals = [(f[1], f[2].lower(), f[4] == "required") for f in lines if f[0] == "positional"]
        self.exits = {f[1] for f in lines if f[0] == "exit"}


def finish(faults, checked):
    """The common end of a check: the faults, then one line that says what was looked at."""
    for fault in faults:
        print(fault)
    print(f"{checked}, {len(faults)} faults")
    return 1 if faults else 0
