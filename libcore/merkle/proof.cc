#include "libcore/merkle/proof.h"

#include <algorithm>
#include <bit>

#include "libcore/base/assert.h"
#include "libcore/merkle/tree.h"

namespace tlog {

std::vector<SubtreeId> cover(uint64_t begin, uint64_t end) {
  std::vector<SubtreeId> subtrees;
  while (begin < end) {
    const unsigned level = static_cast<unsigned>(std::bit_width(end - begin) - 1);
    subtrees.push_back({level, begin >> level});
    begin += uint64_t{1} << level;
  }
  return subtrees;
}

std::vector<std::vector<SubtreeId>> plan_inclusion(LeafIndex index, TreeSize size) {
  ASSERT(index.value < size.value);
  std::vector<std::vector<SubtreeId>> plan;  // from the root down
  uint64_t begin = 0, end = size.value;
  while (end - begin > 1) {
    const uint64_t middle = begin + std::bit_floor(end - begin - 1);
    if (index.value < middle) {
      plan.push_back(cover(middle, end));
      end = middle;
    } else {
      plan.push_back(cover(begin, middle));
      begin = middle;
    }
  }
  std::reverse(plan.begin(), plan.end());
  return plan;
}

std::vector<SubtreeId> plan_root(TreeSize size) { return cover(0, size.value); }

Hash join_subtrees(std::span<const Hash> roots) {
  ASSERT(!roots.empty());
  Hash joined = roots.back();
  for (size_t i = roots.size() - 1; i-- > 0;) joined = hash_node(roots[i], joined);
  return joined;
}

std::optional<Hash> inclusion_root(LeafIndex index, TreeSize size, const Hash& leaf, std::span<const Hash> proof) {
  if (index.value >= size.value) return std::nullopt;
  uint64_t node = index.value, last = size.value - 1;
  Hash root = leaf;
  for (const Hash& hash : proof) {
    if (last == 0) return std::nullopt;
    if (node % 2 == 1 || node == last) {
      root = hash_node(hash, root);
      while (node % 2 == 0 && node != 0) node /= 2, last /= 2;
    } else {
      root = hash_node(root, hash);
    }
    node /= 2, last /= 2;
  }
  if (last != 0) return std::nullopt;
  return root;
}

}  // namespace tlog
