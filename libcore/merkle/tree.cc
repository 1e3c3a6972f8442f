#include "libcore/merkle/tree.h"

#include <algorithm>
#include <bit>

#include "libcore/base/assert.h"
#include "libcore/crypto/sha256.h"

namespace tlog {

namespace {

constexpr uint8_t kLeafPrefix = 0, kNodePrefix = 1;  // RFC 6962 section 2.1

}  // namespace

Hash empty_root() { return sha256({}); }

Hash hash_leaf(ByteView entry) {
  Hash hash;
  sha256_many(kLeafPrefix, {&entry, 1}, &hash);
  return hash;
}

Hash hash_node(const Hash& left, const Hash& right) {
  const Hash pair[2] = {left, right};
  Hash parent;
  sha256_pairs(kNodePrefix, pair, 1, &parent);
  return parent;
}

void hash_leaves(std::span<const ByteView> entries, Hash* out) { sha256_many(kLeafPrefix, entries, out); }

std::vector<Hash> hash_row(std::span<const Hash> row) {
  std::vector<Hash> parents(row.size() / 2);
  sha256_pairs(kNodePrefix, row.data(), parents.size(), parents.data());
  return parents;
}

Hash hash_perfect(std::span<Hash> hashes) {
  ASSERT(std::has_single_bit(hashes.size()));
  for (size_t width = hashes.size(); width > 1; width /= 2) {
    sha256_pairs(kNodePrefix, hashes.data(), width / 2, hashes.data());
  }
  return hashes[0];
}

void CompactRange::append_subtree(unsigned level, const Hash& root) {
  ASSERT(end_ % (uint64_t{1} << level) == 0);
  Hash merged = root;
  end_ += uint64_t{1} << level;
  // While the tree node that ends here is a right child whose left sibling is whole, the two become their parent.
  while (!subtrees_.empty() && subtrees_.back().level == level && (end_ >> level) % 2 == 0) {
    merged = hash_node(subtrees_.back().root, merged);
    subtrees_.pop_back();
    level++;
  }
  subtrees_.push_back({level, merged});
}

void CompactRange::append(const CompactRange& next) {
  ASSERT(next.begin_ == end_);
  for (const Subtree& subtree : next.subtrees_) append_subtree(subtree.level, subtree.root);
}

Hash CompactRange::root() const {
  ASSERT(begin_ == 0);
  if (subtrees_.empty()) return empty_root();
  Hash root = subtrees_.back().root;
  for (size_t i = subtrees_.size() - 1; i-- > 0;) root = hash_node(subtrees_[i].root, root);
  return root;
}

std::vector<Hash> CompactRange::subtree_roots() const {
  std::vector<Hash> roots;
  for (const Subtree& subtree : subtrees_) roots.push_back(subtree.root);
  return roots;
}

CompactRange range_of(uint64_t begin, std::span<const Hash> leaves) {
  CompactRange range(begin);
  std::vector<Hash> work;
  while (!leaves.empty()) {
    // The largest perfect subtree that starts here and fits.
    size_t width = std::bit_floor(leaves.size());
    if (range.end() != 0) width = std::min<size_t>(width, size_t{1} << std::countr_zero(range.end()));
    work.assign(leaves.begin(), leaves.begin() + static_cast<ptrdiff_t>(width));
    range.append_subtree(static_cast<unsigned>(std::countr_zero(width)), hash_perfect(work));
    leaves = leaves.subspan(width);
  }
  return range;
}

}  // namespace tlog
