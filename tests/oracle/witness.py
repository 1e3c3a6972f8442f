"""A witness by C2SP tlog-witness and tlog-cosignature, written apart from ours: it keeps its state in memory, answers one
request after the other, and cosigns with the Ed25519 of ed25519.py. The logs that it knows are given with their seeds,
which makes checking a signature a comparison: Ed25519 is deterministic."""

import base64
import hashlib
import threading
import time

import ed25519
import tree


def key_id(name, typed_key):
    return hashlib.sha256(name.encode() + b"\n" + typed_key).digest()[:4]


def consistent(old_size, old_root, new_size, new_root, proof):
    """RFC 9162 2.1.4.2, for 0 < old_size < new_size."""
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr = tree.sha256(b"\x01" + c + fr)
            sr = tree.sha256(b"\x01" + c + sr)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = tree.sha256(b"\x01" + sr + c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


class Witness:
    """`logs` is {origin: signature of a text by that log, in raw bytes, as a function}."""

    def __init__(self, name, seed, logs, clock=time.time):
        self.name, self.seed, self.logs, self.clock = name, seed, logs, clock
        self.typed = b"\x04" + ed25519.public_key(seed)
        self.vkey = f"{name}+{key_id(name, self.typed).hex()}+{base64.b64encode(self.typed).decode()}"
        self.seen = {}  # {origin: (size, root)}
        self.asked = []  # every (old size, size, root) that was asked for, good or bad
        self.lock = threading.Lock()

    def line(self, text, when=None, over=None):
        """The cosignature line for a text (`over`: for that text in place of it)."""
        when = int(self.clock()) if when is None else when
        message = b"cosignature/v1\ntime %d\n" % when + (over or text)
        blob = key_id(self.name, self.typed) + when.to_bytes(8, "big") + ed25519.sign(self.seed, message)
        return b"\xe2\x80\x94 " + self.name.encode() + b" " + base64.b64encode(blob) + b"\n"

    def answer(self, body):
        """(status, body, text of the checkpoint) for an add-checkpoint request."""
        try:
            head, note = body.split(b"\n\n", 1)
            first, *hashes = head.split(b"\n")
            proof = [base64.b64decode(line, validate=True) for line in hashes]
            word, old_text = first.split(b" ")
            old = int(old_text)
            text, signatures = note.split(b"\n\n", 1)
            text += b"\n"
            origin, size_text, root_text = text.split(b"\n")[:3]
            size, root = int(size_text), base64.b64decode(root_text, validate=True)
            good = word == b"old" and str(old).encode() == old_text and len(proof) <= 63 and len(root) == 32
        except ValueError:
            good = False
        if not good:
            return 400, b"malformed\n", b""
        with self.lock:
            self.asked.append((old, size, root))
            sign = self.logs.get(origin.decode())
            if sign is None:
                return 404, b"unknown log\n", text
            blobs = [base64.b64decode(line.rsplit(b" ", 1)[1]) for line in signatures.splitlines()]
            if not any(blob[4:] == sign(text) for blob in blobs):
                return 403, b"no signature by the log\n", text
            if old > size:
                return 400, b"old size is larger\n", text
            seen_size, seen_root = self.seen.get(origin, (0, tree.sha256(b"")))
            if old != seen_size:
                return 409, b"%d\n" % seen_size, text
            if old == 0 or old == size:
                fits = not proof and (root == seen_root or old != size)
            else:
                fits = consistent(old, seen_root, size, root, proof)
            if not fits:
                return 422, b"inconsistent\n", text
            self.seen[origin] = (size, root)
            return 200, self.line(text), text
