"""The files of siglog's index once more: written as siglog writes them, and read as siglog reads them when it starts,
with a dictionary of all keys in memory."""
import struct
import zlib

from prefix_tree import Trie


def record(entry, keys, version=3):
    body = struct.pack(">BQB", version, entry, len(keys)) + b"".join(keys)
    return body if version == 2 else body + struct.pack("<I", zlib.crc32(body))


def snapshot(size, index, order=sorted):
    """`index` is {key hash: [entries]}; `order` puts the keys in an order."""
    body = b"VSNP\1" + struct.pack(">QQ", size, len(index))
    for key in order(index):
        body += key + struct.pack(">I", len(index[key])) + struct.pack(f">{len(index[key])}Q", *index[key])
    return body + struct.pack("<I", zlib.crc32(body))


class Rebuild(Exception):
    """Siglog does not start with these files, and reads its log again."""


def parse_snapshot(data):
    """(size, index), or None where it counts for none."""
    if data is None or len(data) < 25 or zlib.crc32(data[:-4]) != struct.unpack("<I", data[-4:])[0]:
        return None
    if data[:5] != b"VSNP\1":
        return None
    size, count = struct.unpack(">QQ", data[5:21])
    at, end, index = 21, len(data) - 4, {}
    for _ in range(count):
        if at + 36 > end:
            return None
        key, entries = data[at:at + 32], struct.unpack(">I", data[at + 32:at + 36])[0]
        at += 36
        if at + 8 * entries > end or key in index:
            return None
        index[key] = list(struct.unpack(f">{entries}Q", data[at:at + 8 * entries]))
        at += 8 * entries
        # What siglog never writes: a key of no entries, or of entries that do not ascend or are not of the log.
        if not index[key] or index[key] != sorted(set(index[key])) or index[key][-1] >= size:
            return None
    return (size, index) if at == end and size < 1 << 53 else None


def scan(data, expected):
    """The records that count, [(entry, keys)], and how many bytes are left out behind them."""
    records, at = [], 0
    while at < len(data):
        if data[at] not in (2, 3) or at + 10 > len(data):
            break
        entry, count = struct.unpack(">QB", data[at + 1:at + 10])
        body = 10 + 32 * count
        end = at + body + (4 if data[at] == 3 else 0)
        if end > len(data):
            break
        if data[at] == 3 and zlib.crc32(data[at:at + body]) != struct.unpack("<I", data[at + body:end])[0]:
            break
        if entry >= (1 << 53) - 1 or (expected is not None and entry >= expected):
            break
        records.append((entry, [data[at + 10 + 32 * i:at + 42 + 32 * i] for i in range(count)]))
        at = end
    return records, len(data) - at


def recover(wal, snap, expected):
    """(size, index, size of the snapshot, bytes left out); Rebuild where siglog would. The contents of the files, or
    None where one is missing; `expected` is the size of the log, or None."""
    base, index = parse_snapshot(snap) or (0, {})
    if expected is not None and base > expected:
        raise Rebuild
    records, left_out = scan(wal or b"", expected)
    size = base
    index = {key: set(entries) for key, entries in index.items()}
    for entry, keys in records:
        if entry < base:
            continue
        if entry != size:
            raise Rebuild
        for key in keys:
            index.setdefault(key, set()).add(entry)
        size += 1
    if expected is not None and size < expected:
        raise Rebuild
    return size, {key: sorted(entries) for key, entries in index.items()}, base, left_out


def root(index):
    trie = Trie()
    for key, entries in index.items():
        for entry in entries:
            trie.insert(key, entry)
    return trie.root()
