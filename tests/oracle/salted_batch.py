#!/usr/bin/env python3
"""Batches of chunks as libcore/chunk/salted_batch.h has them, with hashlib's SHA3-256: prints the `receipt` record of a batch and
the `chunk` record of each chunk, with its proof and the pool above it. The leaves that fill the tree up are made like
the others, from their numbers. Of LEAVES-LEAVES each number is a batch.

    salted_batch.py LEAVES[-LEAVES] UNIX_TIME [SEED]
"""

import hashlib
import json
import sys


def h(*parts):
    return hashlib.sha3_256(b"".join(parts)).digest()


def named(word, number):
    return hashlib.sha256(f"{word} {number}".encode()).digest()


def rows_of(leaves):
    rows = [leaves]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([h(row[i], row[i + 1]) for i in range(0, len(row), 2)])
    return rows


def path(rows, row, index):
    out = []
    for nodes in rows[row:-1]:
        out.append(nodes[index ^ 1].hex())
        index //= 2
    return out


def batch(count, when, seed):
    depth = (count - 1).bit_length()
    addresses = [named(seed + " address", i) for i in range(count)]
    salts = [named(seed + " salt", i) for i in range(count)]
    leaves = [h(address, salt) for address, salt in zip(addresses, salts)]
    leaves += [named(seed + " filling", i) for i in range(count, 1 << depth)]
    rows = rows_of(leaves)
    root = rows[-1][0]
    print(json.dumps({"type": "receipt", "unix_time": when, "chunks": count, "root_hex": root.hex()}))
    for i in range(count):
        row, at = depth // 2, i >> depth // 2
        midpoint = rows[row][at]
        print(json.dumps({
            "type": "chunk", "tree": "sha3-salted", "address": addresses[i].hex(), "root_hex": root.hex(), "leaf": i,
            "leaves": count, "proof_hex": path(rows, 0, i), "salt_hex": salts[i].hex(), "unix_time": when,
            "pool_hex": h(midpoint, root, when.to_bytes(8, "little")).hex(), "midpoint_hex": midpoint.hex(),
            "midpoint": at, "midpoint_proof_hex": path(rows, row, at)}))


first, _, last = sys.argv[1].partition("-")
for size in range(int(first), int(last or first) + 1):
    batch(size, int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "batch")
