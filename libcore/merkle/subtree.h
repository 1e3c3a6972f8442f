#pragma once
// Proofs about a part of a tree: draft-ietf-plants-merkle-tree-certs, section 4 ("Subtrees"), which C2SP tlog-mirror
// and sign-subtree of tlog-witness build upon. A subtree [begin, end) is what a tree of end - begin leaves would be; it
// stands where the tree itself would have one: begin is a multiple of the smallest power of two that is not below its
// size. An inclusion proof of RFC 6962 is that of the subtree [0, size); a consistency proof is that of [0, old size).

#include <optional>
#include <span>
#include <vector>

#include "libcore/base/types.h"
#include "libcore/merkle/proof.h"

namespace tlog {

// The leaves [begin, end).
struct LeafRange {
  uint64_t begin = 0, end = 0;
  auto operator<=>(const LeafRange&) const = default;
};

// What is signed of a tree.
struct TreeHead {
  TreeSize size;
  Hash root;
  bool operator==(const TreeHead&) const = default;
};

// Section 4.1: is this range a subtree? Empty ones are, wherever they stand.
bool is_subtree(const LeafRange& range);

// Section 4.3: as plan_inclusion() and inclusion_root() within a subtree. The plan is of subtrees of the whole tree;
// `index` is in `subtree`, which is_subtree().
std::vector<std::vector<SubtreeId>> plan_subtree_inclusion(LeafIndex index, const LeafRange& subtree);
// Nothing also when `subtree` is none.
std::optional<Hash> subtree_inclusion_root(LeafIndex index, const LeafRange& subtree, const Hash& leaf,
                                           std::span<const Hash> proof);

// Section 4.4.1: for each hash of the proof that the subtree is part of a tree, the perfect subtrees that it covers,
// left to right. `subtree` is_subtree(), and within the tree.
std::vector<std::vector<SubtreeId>> plan_subtree_consistency(const LeafRange& subtree, TreeSize size);
// Section 4.4.3: does the proof lead to the roots of both? Of an empty subtree only that its root is that of nothing
// and the proof is empty: it is part of every tree, whose root is not looked at.
bool subtree_consistency_holds(const LeafRange& subtree, const Hash& subtree_root, const TreeHead& tree,
                               std::span<const Hash> proof);

}  // namespace tlog
