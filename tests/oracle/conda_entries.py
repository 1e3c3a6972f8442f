"""What the entry lines of a conda repodata.json must be, by the rules of an entry (libcore/conda/entry.h names them). Built
on Python's json module, the whole document at once; it is what repodata-entries is judged by, so it shares neither code nor
approach with it.
"""

import json
import re
import sys

import tree

LIMIT = 65535
sys.setrecursionlimit(20000)


class Malformed(Exception):
    """The document is none; there is no output."""


class Float:
    """A number that is no integer without sign, whatever its value."""


def integer(text):
    """-0 and what exceeds 64 bits are no integers of an entry."""
    if text.startswith("-") or len(text) > 20 or int(text) >= 2**64:
        return Float()
    return int(text)


def refuse(text):
    raise ValueError(text)  # NaN and its like, which Python's json takes


def check_text(value):
    """A lone surrogate cannot be written as UTF-8."""
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, list):
        for item in value:
            check_text(item)


def pairs(members):
    """An object. All members are looked at, those that a later one replaces, too."""
    for key, value in members:
        check_text(key)
        check_text(value)
    return dict(members)


def parse(data):
    try:
        document = json.loads(data.decode("utf-8"), parse_int=integer, parse_float=lambda text: Float(),
                              parse_constant=refuse, object_pairs_hook=pairs)
        check_text(document)
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from error
    if not isinstance(document, dict):
        raise Malformed("not an object")
    sections = [document[name] for name in ("packages.conda", "packages") if name in document]
    if not sections or not all(isinstance(section, dict) for section in sections):
        raise Malformed("sections")
    info = document.get("info")
    if info is not None and not isinstance(info, dict):
        raise Malformed("info")
    subdir = (info or {}).get("subdir")
    if subdir is not None and (not isinstance(subdir, str) or len(subdir.encode()) > 1024):
        raise Malformed("info.subdir")
    return document


def entry(filename, record, subdir):
    """The line, or None where the record makes none."""
    if not isinstance(record, dict):
        return None
    fields = dict(record)
    fields["filename"] = filename
    if subdir is not None:
        fields["subdir"] = subdir
    out = {}
    for key in ("build", "filename", "name", "sha256", "subdir", "version"):
        out[key] = fields.get(key)
        if not isinstance(out[key], str):
            return None
    if not re.fullmatch("[0-9a-fA-F]{64}", out["sha256"]):
        return None
    for key in ("build_number", "size"):
        out[key] = fields.get(key)
        if type(out[key]) is not int:  # a bool is an int, too
            return None
    for key in ("license", "license_family", "md5"):
        if isinstance(fields.get(key), str):
            out[key] = fields[key]
    for key in ("constrains", "depends"):
        value = fields.get(key)
        texts = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
        if texts:
            out[key] = texts
    if type(fields.get("timestamp")) is int:
        out["timestamp"] = fields["timestamp"]
    line = json.dumps(out, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")
    return line if len(line) <= LIMIT else None


def entries(data, subdir=None, order="filename"):
    """A line, or None, for each record in order."""
    document = parse(data)
    own = (document.get("info") or {}).get("subdir")
    if subdir is not None and own is not None and own != subdir:
        raise Malformed("another subdir")
    subdir = own if subdir is None else subdir
    rows = []
    for rank, section in enumerate(("packages.conda", "packages")):
        for filename, record in document.get(section, {}).items():
            name = filename.encode("utf-8")
            rows.append(((name, rank) if order == "filename" else (rank, name), filename, record))
    rows.sort(key=lambda row: row[0])
    return [entry(filename, record, subdir) for _, filename, record in rows]


def output(lines):
    """What a run prints that ends well."""
    return b"".join(line + b"\n" for line in lines) + tree.trailer(lines) + b"\n"
