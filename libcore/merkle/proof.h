#pragma once
// Inclusion proofs: RFC 6962 section 2.1.1 (the path from a leaf to the root), checked as RFC 9162 section 2.1.3.2
// says. Nothing is read here: a plan says which perfect subtrees a proof is made of, the caller brings their roots.

#include <optional>
#include <span>
#include <vector>

#include "libcore/base/types.h"

namespace tlog {

// The leaves [index << level, (index + 1) << level).
struct SubtreeId {
  unsigned level = 0;
  uint64_t index = 0;
  auto operator<=>(const SubtreeId&) const = default;
};

// For each hash of the proof, from the leaf's sibling to the root's child, the subtrees that it covers, from left to
// right; join_subtrees() of their roots is the hash. `index` is below `size`.
std::vector<std::vector<SubtreeId>> plan_inclusion(LeafIndex index, TreeSize size);

// The perfect subtrees that cover the leaves [begin, end), left to right; `begin` is a multiple of the largest power of
// two that is not above end - begin.
std::vector<SubtreeId> cover(uint64_t begin, uint64_t end);

// Those that cover the whole tree; none for the empty tree.
std::vector<SubtreeId> plan_root(TreeSize size);

// The hash of neighbouring subtrees of falling size: folded from the right. At least one.
Hash join_subtrees(std::span<const Hash> roots);

// The root to which the proof leads from `leaf`; nothing when a proof for that leaf and size has another length, or
// when `index` is not below `size`. The proof holds when this is the root of the tree.
std::optional<Hash> inclusion_root(LeafIndex index, TreeSize size, const Hash& leaf, std::span<const Hash> proof);

}  // namespace tlog
