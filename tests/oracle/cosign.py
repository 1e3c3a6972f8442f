#!/usr/bin/env python3
"""Witnesses, made by rules written apart from ours (C2SP tlog-cosignature and signed-note). A witness is a name and the
one byte that its seed is made of.

  cosign.py vkey NAME BYTE          its public key
  cosign.py mldsa NAME BYTE         a public key of type 0x06, of that byte
  cosign.py cosign NAME BYTE TIME   the note on standard input, with its cosignature behind"""

import base64
import hashlib
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import ed25519  # noqa: E402


def key_id(name, typed_key):
    return hashlib.sha256(name.encode() + b"\n" + typed_key).digest()[:4]


def vkey(name, typed_key):
    return f"{name}+{key_id(name, typed_key).hex()}+{base64.b64encode(typed_key).decode()}"


def cosign(note, name, seed, time):
    text = note[:note.rindex(b"\n\n") + 1]
    message = b"cosignature/v1\ntime %d\n" % time + text
    signature = time.to_bytes(8, "big") + ed25519.sign(seed, message)
    blob = base64.b64encode(key_id(name, b"\x04" + ed25519.public_key(seed)) + signature)
    return note + b"\xe2\x80\x94 " + name.encode() + b" " + blob + b"\n"


def main():
    what, name, byte = sys.argv[1:4]
    seed = bytes([int(byte)]) * 32
    if what == "vkey":
        print(vkey(name, b"\x04" + ed25519.public_key(seed)))
    elif what == "mldsa":
        print(vkey(name, b"\x06" + bytes([int(byte)]) * 1312))
    else:
        sys.stdout.buffer.write(cosign(sys.stdin.buffer.read(), name, seed, int(sys.argv[4])))


if __name__ == "__main__":
    main()
