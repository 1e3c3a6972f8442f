"""What a log of given entries must look like: root, proofs, tiles, bundles, paths, checkpoint. Written from RFC 6962
section 2.1, C2SP tlog-tiles, tlog-checkpoint and signed-note as plainly as they are, and slowly: it is what the programs
are judged by, so it shares neither code nor approach with them.
"""

import base64
import hashlib

import ed25519


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def tree_hash(leaves):
    """MTH of RFC 6962 2.1, from the leaf hashes."""
    n = len(leaves)
    if n == 0:
        return sha256(b"")
    if n == 1:
        return leaves[0]
    k = 1
    while 2 * k < n:
        k *= 2
    return sha256(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:]))


def root(entries):
    return tree_hash([leaf_hash(entry) for entry in entries])


def split(n):
    """The largest power of two below n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


class Tree:
    """Roots and proofs of RFC 6962 2.1 over leaf hashes. MTH of a range is remembered, so that many can be asked for."""

    def __init__(self, leaves):
        self.leaves = leaves
        self.known = {}

    def mth(self, begin, end):
        if begin == end:
            return sha256(b"")
        if end - begin == 1:
            return self.leaves[begin]
        if (begin, end) not in self.known:
            middle = begin + split(end - begin)
            self.known[begin, end] = sha256(b"\x01" + self.mth(begin, middle) + self.mth(middle, end))
        return self.known[begin, end]

    def path(self, m, begin, end):
        """PATH(m, D[begin:end]), 2.1.1; m counts from begin."""
        n = end - begin
        if n == 1:
            return []
        k = split(n)
        if m < k:
            return self.path(m, begin, begin + k) + [self.mth(begin + k, end)]
        return self.path(m - k, begin + k, end) + [self.mth(begin, begin + k)]

    def proof(self, m, n):
        """PROOF(m, D[n]), 2.1.2; C2SP tlog-witness has an empty one for an empty old tree."""
        return self.subproof(m, 0, n, True) if m > 0 else []

    def subproof(self, m, begin, end, known):
        n = end - begin
        if m == n:
            return [] if known else [self.mth(begin, end)]
        k = split(n)
        if m <= k:
            return self.subproof(m, begin, begin + k, known) + [self.mth(begin + k, end)]
        return self.subproof(m - k, begin + k, end, False) + [self.mth(begin, begin + k)]


def path_number(n):
    """1234067 is x001/x234/067."""
    groups = ["%03d" % (n % 1000)]
    while n >= 1000:
        n //= 1000
        groups.insert(0, "x%03d" % (n % 1000))
    return "/".join(groups)


def cut_into_objects(folder, items):
    """(path, the items in it): 256 in each, the last one partial."""
    for first in range(0, len(items), 256):
        part = items[first:first + 256]
        path = "tile/%s/%s" % (folder, path_number(first // 256))
        yield (path if len(part) == 256 else "%s.p/%d" % (path, len(part))), part


def objects(entries):
    """All files of the log but the checkpoint: {path: bytes}."""
    files = {}
    for path, part in cut_into_objects("entries", entries):
        files[path] = b"".join(len(entry).to_bytes(2, "big") + entry for entry in part)
    leaves = [leaf_hash(entry) for entry in entries]
    level = 0
    while 256 ** level <= len(leaves):
        whole = len(leaves) // 256 ** level
        hashes = [tree_hash(leaves[i * 256 ** level:(i + 1) * 256 ** level]) for i in range(whole)]
        for path, part in cut_into_objects(str(level), hashes):
            files[path] = b"".join(part)
        level += 1
    return files


def trailer(entries):
    """The line that ends an input of tlog-import."""
    return b'{"tlog-tools":"end","entries":%d,"root_hash":"%s"}' % (len(entries), base64.b64encode(root(entries)))


def checkpoint(origin, size, root_hash, key_name, seed):
    """A checkpoint with the signature of a log's Ed25519 key (C2SP signed-note, type 1)."""
    text = b"%s\n%d\n%s\n" % (origin.encode(), size, base64.b64encode(root_hash))
    public = ed25519.public_key(seed)
    key_id = sha256(key_name.encode() + b"\n\x01" + public)[:4]
    signature = base64.b64encode(key_id + ed25519.sign(seed, text))
    return text + b"\n\xe2\x80\x94 %s %s\n" % (key_name.encode(), signature)
