#pragma once
// The Merkle tree of RFC 6962 section 2.1, over SHA-256.
//
//   MTH({})     = SHA-256()
//   MTH({d})    = SHA-256(0x00 || d)                                   a leaf
//   MTH(D[n])   = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n]))          a node; k = the largest power of two below n

#include <cstdint>
#include <span>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/types.h"

namespace tlog {

Hash empty_root();
Hash hash_leaf(ByteView entry);
Hash hash_node(const Hash& left, const Hash& right);
// out[i] = hash_leaf(entries[i]); many at once are several times faster than one by one.
void hash_leaves(std::span<const ByteView> entries, Hash* out);
// The nodes above a row of hashes, from left to right; the last one of an odd number has none.
std::vector<Hash> hash_row(std::span<const Hash> row);
// The root of a perfect subtree: `hashes.size()` is a power of two. Overwrites `hashes`.
Hash hash_perfect(std::span<Hash> hashes);

// The maximal perfect subtrees that cover the leaves [begin, end) of a tree, from left to right: what has to be kept of
// them to go on. Ranges that touch can be joined, so that parts of a tree may be hashed apart and put together in
// order.
class CompactRange {
 public:
  CompactRange() = default;
  explicit CompactRange(uint64_t begin) : begin_(begin), end_(begin) {}

  uint64_t begin() const { return begin_; }
  uint64_t end() const { return end_; }

  // Appends the leaf number end().
  void append_leaf(const Hash& leaf) { append_subtree(0, leaf); }
  // Appends a perfect subtree of 2^level leaves; end() is a multiple of 2^level.
  void append_subtree(unsigned level, const Hash& root);
  // Appends a range that begins at end().
  void append(const CompactRange& next);

  // The root of the tree of the leaves [0, end); begin() is 0.
  Hash root() const;
  // The roots of the subtrees, from left to right: plan_root(end()) names them when begin() is 0.
  std::vector<Hash> subtree_roots() const;

 private:
  struct Subtree {
    unsigned level;
    Hash root;
  };
  uint64_t begin_ = 0, end_ = 0;
  std::vector<Subtree> subtrees_;  // the last one ends at end_
};

// The range [begin, begin + leaves.size()) from its leaf hashes, hashed in batches.
CompactRange range_of(uint64_t begin, std::span<const Hash> leaves);

}  // namespace tlog
