"""The tree of a verifiable index once more: keys are inserted one by one into a trie of dictionaries, one level a bit,
which is compressed only where it is hashed."""
import hashlib
import struct


def bits_of(key):
    return "".join(f"{byte:08b}" for byte in key)


class Trie:
    def __init__(self):
        self.top = None  # nothing, ("leaf", bits) or {"0": .., "1": ..}
        self.entries = {}
        self.memo = {}

    def insert(self, key, entry):
        bits = bits_of(key)
        self.memo.clear()
        if bits in self.entries:
            self.entries[bits].add(entry)
            return
        self.entries[bits] = {entry}
        self.top = self._insert(self.top, bits)

    def _insert(self, top, bits):
        """Walks down; a leaf in the way is pushed down, a level at a time, until the two part."""
        holder = {"x": top}
        at, name, depth = holder, "x", 0
        while True:
            there = at[name]
            if there is None:
                at[name] = ("leaf", bits)
                return holder["x"]
            if isinstance(there, tuple):
                at[name] = {"0": None, "1": None}
                at[name][there[1][depth]] = there
                continue
            at, name, depth = there, bits[depth], depth + 1

    @staticmethod
    def _skip(node, depth):
        """Where a level has one side only, it is no node."""
        while isinstance(node, dict) and (node["0"] is None or node["1"] is None):
            node = node["0"] or node["1"]
            depth += 1
        return node, depth

    def _some(self, node):
        while isinstance(node, dict):
            node = node["0"] or node["1"]
        return node[1]

    def value(self, bits):
        return hashlib.sha256(b"".join(struct.pack(">Q", n) for n in sorted(self.entries[bits]))).digest()

    @staticmethod
    def pack(bits):
        bits += "0" * (-len(bits) % 8)
        return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))

    def hash(self, node, depth):
        node, depth = self._skip(node, depth)
        if isinstance(node, tuple):
            return hashlib.sha256(b"\0" + self.pack(node[1]) + self.value(node[1])).digest()
        if id(node) not in self.memo:
            prefix = self._some(node)[:depth]
            self.memo[id(node)] = hashlib.sha256(b"\1" + struct.pack(">I", depth) + self.pack(prefix) +
                                                 self.hash(node["0"], depth + 1) +
                                                 self.hash(node["1"], depth + 1)).digest()
        return self.memo[id(node)]

    def root(self):
        return bytes(32) if self.top is None else self.hash(self.top, 0)

    def answer(self, key):
        """(found, entries, [(bits, label, hash)], end): the end is None, ("leaf", key, value) or
        ("node", bits, prefix, left, right)."""
        bits, path, node, depth = bits_of(key), [], self.top, 0
        if node is None:
            return False, [], path, None
        while True:
            node, depth = self._skip(node, depth)
            if isinstance(node, tuple):
                if node[1] == bits:
                    return True, sorted(self.entries[bits]), path, None
                return False, [], path, ("leaf", self.pack(node[1]), self.value(node[1]))
            prefix = self._some(node)[:depth]
            if not bits.startswith(prefix):
                return False, [], path, ("node", depth, self.pack(prefix), self.hash(node["0"], depth + 1),
                                         self.hash(node["1"], depth + 1))
            other = "1" if bits[depth] == "0" else "0"
            path.append((depth + 1, self.pack(prefix + other), self.hash(node[other], depth + 1)))
            node, depth = node[bits[depth]], depth + 1
