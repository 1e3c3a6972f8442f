#!/usr/bin/env python3
"""Writes the tiles of a log as siglog stores them: siglog_tiles.py DIR. Behind the bottom row come the inner rows of the
tile, row r from slot 256 + 128 + .. (r terms) on; a slot that is not known yet is 32 zero bytes, and the file ends after
the last one that is known.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
import tree  # noqa: E402


def with_extra_rows(tile):
    row = [tile[i:i + 32] for i in range(0, len(tile), 32)]
    slots = {}
    first, width = 0, 256
    while width > 1:
        slots.update({first + i: value for i, value in enumerate(row)})
        row = [tree.sha256(b"\x01" + row[i] + row[i + 1]) for i in range(0, len(row) - 1, 2)]
        first, width = first + width, width // 2
    return b"".join(slots.get(i, bytes(32)) for i in range(max(slots) + 1))


def main():
    for hashes, size in ((1, 32), (2, 8224), (3, 8224), (4, 12320), (16, 15392), (17, 15392), (255, 16288), (256, 16320)):
        if len(with_extra_rows(bytes(range(32)) * hashes)) != size:
            raise SystemExit(f"a tile of {hashes} hashes is not {size} bytes long")
    for path in pathlib.Path(sys.argv[1], "tile").glob("[0-9]*/**/*"):
        if path.is_file():
            path.write_bytes(with_extra_rows(path.read_bytes()))


if __name__ == "__main__":
    main()
