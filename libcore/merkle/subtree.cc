#include "libcore/merkle/subtree.h"

#include <algorithm>
#include <bit>

#include "libcore/base/assert.h"
#include "libcore/merkle/tree.h"

namespace tlog {

bool is_subtree(const LeafRange& range) {
  if (range.begin >= range.end) return range.begin == range.end;
  const auto height =
      static_cast<int>(std::bit_width(range.end - range.begin - 1));  // of a perfect tree that is large enough
  return range.begin == 0 || std::countr_zero(range.begin) >= height;
}

std::vector<std::vector<SubtreeId>> plan_subtree_inclusion(LeafIndex index, const LeafRange& subtree) {
  ASSERT(is_subtree(subtree) && subtree.begin <= index.value && index.value < subtree.end);
  auto plan = plan_inclusion(LeafIndex{index.value - subtree.begin}, TreeSize{subtree.end - subtree.begin});
  for (auto& part : plan) {
    for (SubtreeId& id : part) id.index += subtree.begin >> id.level;
  }
  return plan;
}

std::optional<Hash> subtree_inclusion_root(LeafIndex index, const LeafRange& subtree, const Hash& leaf,
                                           std::span<const Hash> proof) {
  if (!is_subtree(subtree) || index.value < subtree.begin) return std::nullopt;
  return inclusion_root(LeafIndex{index.value - subtree.begin}, TreeSize{subtree.end - subtree.begin}, leaf, proof);
}

std::vector<std::vector<SubtreeId>> plan_subtree_consistency(const LeafRange& subtree, TreeSize size) {
  ASSERT(is_subtree(subtree) && subtree.end <= size.value);
  if (subtree.begin == subtree.end) return {};
  std::vector<std::vector<SubtreeId>> plan;  // from the root down
  uint64_t begin = 0, end = size.value;      // the node of the tree
  uint64_t rest = subtree.begin;             // the leaves [rest, subtree.end) of the subtree are below that node
  while (begin != rest || end != subtree.end) {
    const uint64_t middle = begin + std::bit_floor(end - begin - 1);
    if (subtree.end <= middle) {
      plan.push_back(cover(middle, end));
      end = middle;
    } else {
      plan.push_back(cover(begin, middle));
      begin = middle;
      rest = std::max(rest, middle);
    }
  }
  // The verifier knows the root of the subtree, not that of a part of it.
  if (rest != subtree.begin) plan.push_back(cover(begin, end));
  std::reverse(plan.begin(), plan.end());
  return plan;
}

bool subtree_consistency_holds(const LeafRange& subtree, const Hash& subtree_root, const TreeHead& tree,
                               std::span<const Hash> proof) {
  if (!is_subtree(subtree) || subtree.end > tree.size.value) return false;
  if (subtree.begin == subtree.end) return proof.empty() && subtree_root == empty_root();

  // At some height of the tree: the nodes above the first and the last leaf of the subtree, and above the tree's last.
  uint64_t first = subtree.begin, last = subtree.end - 1, tree_last = tree.size.value - 1;
  const auto go_up = [&] { first /= 2, last /= 2, tree_last /= 2; };
  const bool at_the_end = last == tree_last;
  while (first != last && (at_the_end || last % 2 == 1)) go_up();

  Hash start = subtree_root;
  if (first != last) {
    if (proof.empty()) return false;
    start = proof.front();
    proof = proof.subspan(1);
  }
  Hash in_subtree = start, in_tree = start;
  for (const Hash& hash : proof) {
    if (tree_last == 0) return false;
    if (last % 2 == 1 || last == tree_last) {
      if (first < last) in_subtree = hash_node(hash, in_subtree);
      in_tree = hash_node(hash, in_tree);
      while (last % 2 == 0) go_up();
    } else {
      in_tree = hash_node(in_tree, hash);
    }
    go_up();
  }
  return tree_last == 0 && in_subtree == subtree_root && in_tree == tree.root;
}

}  // namespace tlog
