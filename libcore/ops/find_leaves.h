#pragma once
// Where entries are in a log, by their leaf hashes.

#include <span>
#include <vector>

#include "libcore/ops/proven_tree.h"

namespace tlog {

// For each wanted leaf hash the number of the first entry of the tree that has it. All of the level-0 tiles are read,
// many at once, and have to give the root of the tree: a tile that was tampered with must not hide an entry.
Answer<std::vector<std::optional<LeafIndex>>> find_leaves(const ProvenTree& tree, std::span<const Hash> wanted,
                                                          Host& host);

}  // namespace tlog
