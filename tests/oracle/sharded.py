#!/usr/bin/env python3
"""Sharded repodata (CEP 16) in plain Python: reads a channel back to one repodata, and makes one of a repodata.json. Has
its own MessagePack, which shares no code with a library.

    sharded.py make REPODATA.json FOLDER [MEMBER=TEXT]...   write the index and the shards; members of info
                                                            writer=NAME: the index as conda-index or rattler-index has it
    sharded.py pack FILE                                    a JSON document as one shard's file; its name on stdout
    sharded.py entries FOLDER                               the entry lines and their trailer
"""

import hashlib
import json
import os
import struct
import subprocess
import sys

import conda_entries

INDEX = "repodata_shards.msgpack.zst"


def pack(value):
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        if 0 <= value < 128:
            return bytes([value])
        return struct.pack(">BQ", 0xCF, value) if value >= 0 else struct.pack(">Bq", 0xD3, value)
    if isinstance(value, float):
        return struct.pack(">Bd", 0xCB, value)
    if isinstance(value, bytes):
        return struct.pack(">BH", 0xC5, len(value)) + value
    if isinstance(value, str):
        text = value.encode("utf-8")
        return struct.pack(">BI", 0xDB, len(text)) + text
    if isinstance(value, list):
        return struct.pack(">BI", 0xDD, len(value)) + b"".join(pack(item) for item in value)
    members = [pack(key) + pack(item) for key, item in value.items()]
    return struct.pack(">BI", 0xDF, len(members)) + b"".join(members)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        piece = self.data[self.at:self.at + size]
        if len(piece) != size:
            raise ValueError("cut off")
        self.at += size
        return piece

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]

    def array(self, count):
        return [self.value() for _ in range(count)]

    def map(self, count):
        return {self.value(): self.value() for _ in range(count)}

    def value(self):
        first = self.number("B")
        if first < 0x80:
            return first
        if first < 0x90:
            return self.map(first & 15)
        if first < 0xA0:
            return self.array(first & 15)
        if first < 0xC0:
            return self.take(first & 31).decode("utf-8")
        if first >= 0xE0:
            return first - 256
        numbers = {0xCA: "f", 0xCB: "d", 0xCC: "B", 0xCD: "H", 0xCE: "I", 0xCF: "Q", 0xD0: "b", 0xD1: "h", 0xD2: "i",
                   0xD3: "q"}
        if first in numbers:
            return self.number(numbers[first])
        if first in (0xC0, 0xC2, 0xC3):
            return {0xC0: None, 0xC2: False, 0xC3: True}[first]
        if first in (0xC4, 0xC5, 0xC6):
            return self.take(self.number("BHI"[first - 0xC4]))
        if first in (0xD9, 0xDA, 0xDB):
            return self.take(self.number("BHI"[first - 0xD9])).decode("utf-8")
        if first in (0xDC, 0xDD):
            return self.array(self.number("HI"[first - 0xDC]))
        if first in (0xDE, 0xDF):
            return self.map(self.number("HI"[first - 0xDE]))
        raise ValueError("type %02x" % first)


def unpack(data):
    reader = Reader(data)
    value = reader.value()
    if reader.at != len(data):
        raise ValueError("something behind it")
    return value


def frame(data):
    """A zstd frame whose blocks are not compressed."""
    out = bytearray(b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data)))
    blocks = [data[at:at + 65536] for at in range(0, len(data), 65536)] or [b""]
    for i, block in enumerate(blocks):
        out += struct.pack("<I", (i == len(blocks) - 1) | len(block) << 3)[:3] + block
    return bytes(out)


def write(folder, name, data):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(data)


def shard(value):
    """The file of a shard, and its name."""
    data = frame(pack(value))
    return data, hashlib.sha256(data).hexdigest() + ".msgpack.zst"


def packed_record(record):
    record = dict(record) if isinstance(record, dict) else record
    for key in ("sha256", "md5"):
        if isinstance(record, dict) and isinstance(record.get(key), str):
            record[key] = bytes.fromhex(record[key])
    return record


def make(path, folder, info):
    with open(path, encoding="utf-8") as text:
        repodata = json.load(text)
    shards = {}
    for section in ("packages", "packages.conda"):
        for filename, record in repodata.get(section, {}).items():
            parts = shards.setdefault(record["name"], {"packages": {}, "packages.conda": {}, "removed": []})
            parts[section][filename] = packed_record(record)
    base = info.get("shards_base_url", "")
    inside = base if base.startswith("./") else ""  # whatever else it says, nothing is written elsewhere
    hashes = {}
    for name, value in shards.items():
        data, filename = shard(value)
        place = os.path.join(folder, inside + filename)
        write(os.path.dirname(place), os.path.basename(place), data)
        hashes[name] = bytes.fromhex(filename[:64])
    writer = info.pop("writer", "")
    versions = {"": {"version": 1}, "conda-index": {"repodata_version": 2, "removed": []}, "rattler-index": {}}[writer]
    index = {**versions, "info": {**repodata.get("info", {}), "base_url": "", **info}, "shards": hashes}
    write(folder, INDEX, frame(pack(index)))


def decompressed(path):
    return subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout


def unpacked_record(value, key=None):
    """Bytes are hex where they are a checksum, and of no use elsewhere."""
    if isinstance(value, bytes):
        return value.hex() if key in ("sha256", "md5") else {}
    if isinstance(value, dict):
        return {name: unpacked_record(item, name) for name, item in value.items()}
    return [unpacked_record(item) for item in value] if isinstance(value, list) else value


def read(folder):
    """The channel as one repodata."""
    index = unpack(decompressed(os.path.join(folder, INDEX)))
    repodata = {"info": {"subdir": index["info"]["subdir"]}, "packages": {}, "packages.conda": {}}
    for digest in index["shards"].values():
        path = os.path.join(folder, index["info"].get("shards_base_url", "") + digest.hex() + ".msgpack.zst")
        with open(path, "rb") as file:
            assert hashlib.sha256(file.read()).digest() == digest
        value = unpack(decompressed(path))
        for section in ("packages", "packages.conda"):
            repodata[section].update(unpacked_record(value.get(section, {})))
    return json.dumps(repodata, ensure_ascii=False).encode("utf-8")


def main():
    word, *words = sys.argv[1:]
    if word == "make":
        make(words[0], words[1], dict(item.split("=", 1) for item in words[2:]))
    elif word == "pack":
        with open(words[0], encoding="utf-8") as text:
            data, name = shard(json.load(text))
        write(".", name, data)
        print(name)
    else:
        sys.stdout.buffer.write(conda_entries.output(conda_entries.entries(read(words[0]))))


if __name__ == "__main__":
    main()
