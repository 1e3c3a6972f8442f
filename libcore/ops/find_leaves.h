#pragma once
// Where entries are in a log, by their leaf hashes.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libcore/ops/proven_tree.h"

namespace tlog {

struct FoundLeaves {
  std::vector<std::optional<LeafIndex>> first;  // for each wanted leaf hash, the first entry of the tree that has it
  std::string fault;  // why that cannot be told: a tile is missing or wrong; empty: it is told
};

// The tiles of the tree's edge have to give its root before any other is read, and then all of the level-0 tiles, many
// at once: a tile that was tampered with must not hide an entry.
Result<FoundLeaves> find_leaves(const ProvenTree& tree, std::span<const Hash> wanted, Host& host);

}  // namespace tlog
