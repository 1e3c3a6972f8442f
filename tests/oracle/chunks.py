#!/usr/bin/env python3
"""Files as chunks and data maps, once more: b3sum hashes, libbrotli packs, libcrypto encrypts, and the rest is written
from the formats' descriptions.

    chunks.py plain PIECE_BYTES FILE MAP STORE...     each chunk goes into every STORE, as STORE/chunks/<address>
    chunks.py se2 FILE MAP STORE...
    chunks.py address FILE                            prints its BLAKE3 hash
"""

import ctypes
import ctypes.util
import json
import pathlib
import subprocess
import sys

MAX_PIECE = 4190208
CRYPTO = ctypes.CDLL(ctypes.util.find_library("crypto"))
BROTLI = ctypes.CDLL(ctypes.util.find_library("brotlienc"))
for name in ("EVP_CIPHER_CTX_new", "EVP_chacha20_poly1305"):
    getattr(CRYPTO, name).restype = ctypes.c_void_p
GET_TAG = 0x10


def blake3(data, *options):
    done = subprocess.run(["b3sum", "--raw", *options], input=data, capture_output=True, check=True)
    return done.stdout


def brotli(data):
    size = ctypes.c_size_t(len(data) + 4096)
    out = ctypes.create_string_buffer(size.value)
    assert BROTLI.BrotliEncoderCompress(6, 22, 0, ctypes.c_size_t(len(data)), data, ctypes.byref(size), out) == 1
    return out.raw[:size.value]


def seal(key, nonce, data):
    context = ctypes.c_void_p(CRYPTO.EVP_CIPHER_CTX_new())
    cipher = ctypes.c_void_p(CRYPTO.EVP_chacha20_poly1305())
    out, tag, length = ctypes.create_string_buffer(len(data) + 16), ctypes.create_string_buffer(16), ctypes.c_int()
    assert CRYPTO.EVP_EncryptInit_ex(context, cipher, None, key, nonce) == 1
    assert CRYPTO.EVP_EncryptUpdate(context, out, ctypes.byref(length), data, len(data)) == 1
    assert CRYPTO.EVP_EncryptFinal_ex(context, out, ctypes.byref(length)) == 1
    assert CRYPTO.EVP_CIPHER_CTX_ctrl(context, GET_TAG, 16, tag) == 1
    CRYPTO.EVP_CIPHER_CTX_free(context)
    return out.raw[:len(data)] + tag.raw


def xor(data, pad):
    whole = pad * (len(data) // len(pad) + 1)
    return (int.from_bytes(data, "big") ^ int.from_bytes(whole[:len(data)], "big")).to_bytes(len(data), "big")


def cut(data):
    """Three thirds, or pieces of the largest size."""
    if len(data) < 3 * MAX_PIECE:
        third = len(data) // 3
        return [data[:third], data[third:2 * third], data[2 * third:]]
    return [data[at:at + MAX_PIECE] for at in range(0, len(data), MAX_PIECE)]


def le64(number):
    return number.to_bytes(8, "little")


def encrypt(data, level, put):
    """The rows (index, address, source, bytes) of its data map."""
    pieces = cut(data)
    sources = [blake3(piece) for piece in pieces]
    rows = []
    for i, piece in enumerate(pieces):
        n = len(pieces)
        first, second = (n - 1, n - 2) if i == 0 else (0, n - 1) if i == 1 else (i - 1, i - 2)
        material = sources[i] + sources[first] + sources[second] + le64(i) + le64(level)
        secret = blake3(material, "--derive-key", "self_encryption/chunk/v2", "--length", "96")
        stored = xor(seal(secret[52:84], secret[84:96], brotli(piece)), secret[:52])
        rows.append((i, put(stored), sources[i], len(piece)))
    return rows


def msgpack(value):
    if value is None:
        return b"\xc0"
    if isinstance(value, bytes):
        value = list(value)
    if isinstance(value, (list, tuple)):
        count = len(value)
        head = bytes([0x90 | count]) if count < 16 else b"\xdc" + count.to_bytes(2, "big")
        return head + b"".join(msgpack(one) for one in value)
    for code, size in ((None, 1), (0xcc, 1), (0xcd, 2), (0xce, 4), (0xcf, 8)):
        if value < (0x80 if code is None else 1 << (8 * size)):
            return (b"" if code is None else bytes([code])) + value.to_bytes(size, "big")
    raise ValueError(value)


def self_encrypt(data, put):
    rows, level = encrypt(data, 0, put), 0
    while len(rows) > 3:
        inner = b"\1" + le64(len(rows)) + b"".join(le64(i) + a + s + le64(n) for i, a, s, n in rows)
        inner += b"\1" + le64(level) if level else b"\0"
        level += 1
        rows = encrypt(inner, level, put)
    return msgpack([1, rows, level or None])


def plain(data, piece_bytes, put):
    addresses = [put(data[at:at + piece_bytes]).hex() for at in range(0, len(data), piece_bytes)]
    return json.dumps({"type": "data_map", "format": "plain", "version": 1, "bytes": len(data),
                       "piece_bytes": piece_bytes, "addresses": addresses}, separators=(",", ":")).encode() + b"\n"


def store_in(folders):
    for folder in folders:
        pathlib.Path(folder, "chunks").mkdir(parents=True, exist_ok=True)

    def put(data):
        address = blake3(data)
        for folder in folders:
            pathlib.Path(folder, "chunks", address.hex()).write_bytes(data)
        return address

    return put


def main(word, *words):
    if word == "address":
        print(blake3(pathlib.Path(words[0]).read_bytes()).hex())
        return
    if word == "plain":
        piece_bytes, file, data_map, *stores = words
        made = plain(pathlib.Path(file).read_bytes(), int(piece_bytes), store_in(stores))
    else:
        file, data_map, *stores = words
        made = self_encrypt(pathlib.Path(file).read_bytes(), store_in(stores))
    pathlib.Path(data_map).write_bytes(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
