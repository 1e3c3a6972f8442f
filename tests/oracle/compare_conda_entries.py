"""Runs repodata-entries on real repodata and on documents that are made to be difficult, and compares every byte and the
exit status with the oracle. Usage: compare_conda_entries.py [--seed N] [--count N] FOLDER-OF-REPODATA"""

import argparse
import bz2
import pathlib
import random
import subprocess
import sys

import conda_entries

SHA = "0123456789abcdefABCDEF" + "7" * 42
KEYS = ("build build_number constrains depends filename license license_family md5 name noarch sha256 size subdir "
        "timestamp version attestation_sha256 tlog-tools").split()


class Maker:
    """Writes JSON text with all the freedom that JSON leaves, and now and then a fault."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def blank(self):
        return self.random.choice(" \n\t\r") * self.random.randrange(3) if self.chance(0.1) else ""

    def escape(self, char):
        short = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        if char in short and self.chance(0.7):
            return short[char]
        units = char.encode("utf-16-be", "surrogatepass")
        form = self.random.choice(("\\u%04x", "\\u%04X"))
        return "".join(form % int.from_bytes(units[i:i + 2], "big") for i in range(0, len(units), 2))

    def string(self, text):
        if len(text) > 1000:
            return f'"{text}"'  # only y
        often = 0.5 if self.chance(0.1) else 0.01
        return '"' + "".join(self.escape(c) if c in '"\\' or c < " " or self.chance(often) else c for c in text) + '"'

    def text(self):
        if self.chance(0.5):
            return self.random.choice(["", "a", "zlib", "1.2.13", "h166bdaf_4", "libgcc-ng >=12", "MIT", "x" * 300])
        if self.chance(0.02):
            return "y" * self.random.choice([65000, 65200, 65535, 70000])
        chars = "abcXYZ09-_.<>=!/\"\\\b\f\n\r\t\0\x01\x1f\x7f\x80\xe9\u20ac\u2028\ufeff\ufffd\uffff\U0001f600\U0010ffff"
        return "".join(self.random.choice(chars) for _ in range(self.random.randrange(12)))

    def number(self):
        return self.random.choice(["0", "1", "-0", "-1", "1.0", "1e3", "0.5", "1E-2", "1e999", "9007199254740993",
                                   "18446744073709551615", "18446744073709551616", "1" * 30, "1578324546"])

    def value(self, depth=0):
        kind = self.random.randrange(8 if depth < 4 else 5)
        if kind < 2:
            return self.string(self.text())
        if kind == 2:
            return self.number()
        if kind < 5:
            return self.random.choice(["null", "true", "false"])
        if kind < 7:
            return self.array([self.value(depth + 1) for _ in range(self.random.randrange(4))])
        return self.object([(self.text(), self.value(depth + 1)) for _ in range(self.random.randrange(4))])

    def array(self, items):
        return "[" + self.blank() + ",".join(self.blank() + item + self.blank() for item in items) + "]"

    def object(self, members):
        return "{" + self.blank() + ",".join(
            self.blank() + self.string(key) + self.blank() + ":" + self.blank() + value + self.blank()
            for key, value in members) + "}"

    def record(self):
        if self.chance(0.02):
            return self.value()
        good = {"build": self.string(self.text()), "build_number": "0", "name": self.string(self.text()),
                "sha256": self.string(SHA), "size": "17", "subdir": self.string("linux-64"),
                "version": self.string("1.0"), "timestamp": "1665996421000", "license": self.string(self.text()),
                "depends": self.array([self.string(self.text()) for _ in range(self.random.randrange(4))])}
        members = [(key, value) for key, value in good.items() if not self.chance(0.01)]
        self.random.shuffle(members)
        for _ in range(self.random.randrange(4)):
            key = self.random.choice(KEYS) if self.chance(0.6) else self.text()
            place = 0 if key in good and self.chance(0.8) else self.random.randrange(len(members) + 1)
            members.insert(place, (key, self.value()))
        return self.object(members)

    def section(self):
        if self.chance(0.01):
            return self.value()
        names = [self.text() if self.chance(0.5) else "pkg-%d" % self.random.randrange(30)
                 for _ in range(self.random.randrange(12))]
        return self.object([(name, self.record()) for name in names])

    def document(self):
        members = [("packages", self.section())] if self.chance(0.95) else []
        if self.chance(0.8):
            members.append(("packages.conda", self.section()))
        if self.chance(0.5):
            members.append(("info", self.object([("subdir", self.string("linux-64"))])))
        for _ in range(self.random.randrange(3)):
            members.append((self.random.choice(["removed", "v3", "packages", "info", "x"]) if self.chance(0.1)
                            else self.text(), self.value()))
        self.random.shuffle(members)
        text = (self.blank() + self.object(members) + self.blank()).encode("utf-8")
        if self.chance(0.2):
            text = self.damage(bytearray(text))
        return text

    def damage(self, text):
        for _ in range(self.random.randrange(1, 3)):
            at = self.random.randrange(len(text))
            change = self.random.randrange(3)
            if change == 0:
                text[at] = self.random.choice(b'{}[],:"\\0 ex\xff\xc3\n')
            elif change == 1:
                del text[at:at + self.random.randrange(1, 4)]
            else:
                text[at:at] = self.random.choice([b",", b'"', b"\\ud800", b"\\udc00", b"\xed\xa0\x80", b"NaN", b"0", b"[", b"}"])
            if not text:
                break
        return bytes(text)


def expected(data, subdir, order, keep_going):
    """Standard output, and whether it is the beginning only; the exit status."""
    try:
        lines = conda_entries.entries(data, subdir, order)
    except conda_entries.Malformed:
        return b"", 65
    good = [line for line in lines if line is not None]
    if len(good) == len(lines):
        return conda_entries.output(good), 0
    if keep_going:
        return conda_entries.output(good), 1
    before = lines[:lines.index(None)]
    return b"".join(line + b"\n" for line in before), 65


def compare(data, subdir=None, order="filename", keep_going=False):
    words = ["repodata-entries", f"--order={order}"]
    words += [f"--subdir={subdir}"] if subdir else []
    words += ["--keep-going"] if keep_going else []
    done = subprocess.run(words, input=data, capture_output=True, check=False)
    want, status = expected(data, subdir, order, keep_going)
    if (done.stdout, done.returncode) == (want, status):
        return status
    pathlib.Path("difference.json").write_bytes(data)
    pathlib.Path("difference.want").write_bytes(want)
    pathlib.Path("difference.got").write_bytes(done.stdout)
    sys.exit(f"{' '.join(words)} < difference.json: status {done.returncode} instead of {status}, output "
             f"{'the same' if want == done.stdout else 'differs'}\n{done.stderr.decode('utf-8', 'replace')}")


def read(path):
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq", path], capture_output=True, check=True).stdout
    data = path.read_bytes()
    return bz2.decompress(data) if path.suffix == ".bz2" else data


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()

    real = [read(path) for path in sorted(options.folder.glob("*.json*"))]
    for data in real:
        for order in ("filename", "siglog"):
            if compare(data, None, order, keep_going=True) not in (0, 1):
                sys.exit("real repodata is refused")
            compare(data, None, order)
    seen = {0: 0, 1: 0, 65: 0}
    for seed in range(options.seed, options.seed + options.count):
        maker = Maker(seed)
        data = maker.document()
        seen[compare(data, maker.random.choice([None, "linux-64", "win-64"]),
                     maker.random.choice(["filename", "siglog"]), maker.chance(0.6))] += 1
    if min(seen.values()) < options.count / 20:
        sys.exit(f"the documents are one-sided: {seen}")
    print(f"{len(real)} real inputs and {options.count} made ones agree")


if __name__ == "__main__":
    main()
