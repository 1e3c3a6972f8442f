"""Which files a log has that has grown, and what is in them: the rule for the objects of logs that are appended to, as
plainly as it stands, for any list of entries and any history of signed and published sizes. It shares no code with what it
judges.
"""

import re

import tree

PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")
SPAN = 256


class Prefixes:
    """The logs of the first entries of a list, for every size. What is hashed once is not hashed again."""

    def __init__(self, entries):
        self.entries = entries
        self.hashes = [[tree.leaf_hash(entry) for entry in entries]]  # of each level of tiles
        while len(self.hashes[-1]) >= SPAN:
            below = self.hashes[-1]
            self.hashes.append([tree.tree_hash(below[i:i + SPAN]) for i in range(0, len(below) - SPAN + 1, SPAN)])
        self.items = {str(level): hashes for level, hashes in enumerate(self.hashes)}
        self.items["entries"] = [len(entry).to_bytes(2, "big") + entry for entry in entries]
        self.known = {}

    def counts(self, size):
        """(folder, number of items) of the tiles of a log of this size."""
        yield "entries", size
        for level in range(len(self.hashes)):
            if size >= SPAN ** level:
                yield str(level), size // SPAN ** level

    def full(self, size):
        return {f"tile/{folder}/{tree.path_number(i)}" for folder, count in self.counts(size) for i in range(count // SPAN)}

    def partial(self, size):
        return {f"tile/{folder}/{tree.path_number(count // SPAN)}.p/{count % SPAN}"
                for folder, count in self.counts(size) if count % SPAN}

    def data(self, path):
        """The bytes of an object, which are the same in every log that has it; None when no log of these entries has."""
        if path in self.known:
            return self.known[path]
        match = PATH.fullmatch(path)
        if match is None:
            return None
        folder, number, width = match[1], int(re.sub("[x/]", "", match[2])), int(match[3] or SPAN)
        items = self.items.get(folder, [])[SPAN * number:SPAN * number + width]
        if len(items) != width or width > SPAN or (match[3] and width == SPAN) or tree.path_number(number) != match[2]:
            return None
        data = b"".join(items)
        if width == SPAN:
            self.known[path] = data
        return data

    def root(self, size):
        return self.subtree(0, size)

    def subtree(self, first, count):
        """RFC 6962 2.1, of the entries from `first` on; subtrees that are perfect are hashed once."""
        if count < 2:
            return tree.tree_hash(self.hashes[0][first:first + count])
        perfect = count & (count - 1) == 0
        if perfect and (first, count) in self.known:
            return self.known[first, count]
        split = 1 << ((count - 1).bit_length() - 1)
        value = tree.sha256(b"\x01" + self.subtree(first, split) + self.subtree(first + split, count - split))
        if perfect:
            self.known[first, count] = value
        return value


def full_of(path):
    """The full object that takes the place of a partial one."""
    return path.partition(".p/")[0]


class Growth:
    """A log that grows: the sizes that were signed and published, and the files that it therefore has."""

    def __init__(self, prefixes):
        self.prefixes = prefixes
        self.signed = None
        self.published = []  # ascending; what a reader may hold

    def copy(self):
        other = Growth(self.prefixes)
        other.signed, other.published = self.signed, list(self.published)
        return other

    def step(self, size, publish=True, prune=False):
        """An import or an append that ended well."""
        self.signed = size
        if publish and size not in self.published:
            self.published.append(size)
        if prune:
            self.published = self.published[-1:]

    def steps(self, size, publish=True, prune=False):
        """What the account may be after a run that found a signed and unpublished size: it is published on the way to the
        new size, or not."""
        account = self.copy()
        account.step(size, publish, prune)
        if self.signed in (size, *self.published) or prune:
            return [account]
        return [account, self.published_on_the_way(account)]

    def published_on_the_way(self, after):
        """The account `after` of a later state, had what was signed before been published in between."""
        other = after.copy()
        other.published = sorted({*after.published, self.signed})
        return other

    def checkpoint_size(self):
        return self.published[-1] if self.published else None

    def objects(self):
        """The paths below tile/: all objects of the signed size, and the partial ones of each published size until a
        published log has the full one."""
        paths = self.prefixes.full(self.signed) | self.prefixes.partial(self.signed)
        if self.published:
            covered = self.prefixes.full(self.published[-1])
            for size in self.published:
                paths |= {path for path in self.prefixes.partial(size) if full_of(path) not in covered}
        return paths

    def files(self):
        return {path: self.prefixes.data(path) for path in self.objects()}
