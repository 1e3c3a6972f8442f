#pragma once
// The Merkle tree of RFC 6962 section 2.1 as the text defines it: slow, recursive, and of no other code than SHA-256.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libcore/crypto/sha256.h"

namespace tlog::testing {

inline Hash plain_leaf(ByteView entry) {
  std::string message(1, '\x00');
  message += as_text(entry);
  return sha256(as_bytes(message));
}

inline Hash plain_node(const Hash& left, const Hash& right) {
  std::string message(1, '\x01');
  message += as_text(left.bytes);
  message += as_text(right.bytes);
  return sha256(as_bytes(message));
}

// The largest power of two smaller than n.
inline uint64_t split(uint64_t n) {
  uint64_t k = 1;
  while (k < n - k) k *= 2;
  return k;
}

// MTH(D[n]) of n leaf hashes.
inline Hash plain_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return sha256({});
  if (leaves.size() == 1) return leaves[0];
  const uint64_t k = split(leaves.size());
  return plain_node(plain_root(leaves.first(k)), plain_root(leaves.subspan(k)));
}

// The same with a memory, for tests that ask for the parts of one tree again and again.
class PlainTree {
 public:
  explicit PlainTree(std::vector<Hash> leaves) : leaves_(std::move(leaves)) {}

  const Hash& leaf(uint64_t i) const { return leaves_[i]; }

  // MTH(D[begin:end]), begin < end.
  const Hash& root(uint64_t begin, uint64_t end) {
    const auto known = roots_.find({begin, end});
    if (known != roots_.end()) return known->second;
    if (end - begin == 1) return leaves_[begin];
    const uint64_t middle = begin + split(end - begin);
    const Hash left = root(begin, middle);
    return roots_[{begin, end}] = plain_node(left, root(middle, end));
  }

  // PATH(m, D[begin:end]); m counts from begin.
  std::vector<Hash> path(uint64_t m, uint64_t begin, uint64_t end) {
    if (end - begin == 1) return {};
    const uint64_t k = split(end - begin), middle = begin + k;
    std::vector<Hash> hashes = m < k ? path(m, begin, middle) : path(m - k, middle, end);
    hashes.push_back(m < k ? root(middle, end) : root(begin, middle));
    return hashes;
  }

 private:
  std::vector<Hash> leaves_;
  std::map<std::pair<uint64_t, uint64_t>, Hash> roots_;
};

// For each hash of that path, whether it stands on the left.
inline std::vector<bool> plain_sides(uint64_t m, uint64_t n) {
  if (n == 1) return {};
  const uint64_t k = split(n);
  std::vector<bool> sides = m < k ? plain_sides(m, k) : plain_sides(m - k, n - k);
  sides.push_back(m >= k);
  return sides;
}

// Leaf i is the entry of the one byte i mod 256.
inline std::vector<Hash> byte_leaves(size_t count) {
  std::vector<Hash> leaves;
  for (size_t i = 0; i < count; i++) {
    const uint8_t entry = static_cast<uint8_t>(i);
    leaves.push_back(plain_leaf({&entry, 1}));
  }
  return leaves;
}

}  // namespace tlog::testing
