#pragma once
// The Merkle tree of RFC 6962 section 2.1 and its proofs as the text defines them: slow, recursive, and of no other
// code than SHA-256. And what the tests of our own proofs share.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libcore/crypto/sha256.h"
#include "libcore/merkle/proof.h"

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

  // SUBPROOF(m, D[begin:end], known) of RFC 6962 2.1.2, m >= 1; PROOF(m, D[begin:end]) is the one with `known` true.
  std::vector<Hash> proof(uint64_t m, uint64_t begin, uint64_t end, bool known = true) {
    const uint64_t n = end - begin;
    if (m == n) return known ? std::vector<Hash>() : std::vector<Hash>{root(begin, end)};
    const uint64_t k = split(n);
    std::vector<Hash> hashes = m <= k ? proof(m, begin, begin + k, known) : proof(m - k, begin + k, end, false);
    hashes.push_back(m <= k ? root(begin + k, end) : root(begin, begin + k));
    return hashes;
  }

  // SUBTREE_SUBPROOF(first, last, D[begin:end], known) of draft-ietf-plants-merkle-tree-certs 4.4.1, first < last; both
  // count from begin.
  std::vector<Hash> subtree_proof(uint64_t first, uint64_t last, uint64_t begin, uint64_t end, bool known = true) {
    const uint64_t n = end - begin;
    if (first == 0 && last == n) return known ? std::vector<Hash>() : std::vector<Hash>{root(begin, end)};
    const uint64_t k = split(n), middle = begin + k;
    std::vector<Hash> hashes;
    if (last <= k) {
      hashes = subtree_proof(first, last, begin, middle, known);
      hashes.push_back(root(middle, end));
    } else {
      hashes = k <= first ? subtree_proof(first - k, last - k, middle, end, known)
                          : subtree_proof(0, last - k, middle, end, false);
      hashes.push_back(root(begin, middle));
    }
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

// What a plan stands for.
inline Hash joined(PlainTree& tree, const std::vector<SubtreeId>& ids) {
  std::vector<Hash> roots;
  for (const SubtreeId& id : ids) roots.push_back(tree.root(id.index << id.level, (id.index + 1) << id.level));
  return join_subtrees(roots);
}

inline std::vector<Hash> joined(PlainTree& tree, const std::vector<std::vector<SubtreeId>>& plan) {
  std::vector<Hash> hashes;
  for (const auto& ids : plan) hashes.push_back(joined(tree, ids));
  return hashes;
}

inline Hash flipped(Hash hash, size_t bit) {
  hash.bytes[bit / 8] = static_cast<uint8_t>(hash.bytes[bit / 8] ^ (1u << (bit % 8)));
  return hash;
}

// Calls `check` with every proof that is this one with one bit of a hash flipped (of each hash another bit, chosen by
// `salt`), a hash dropped or added, or two hashes swapped; and says which that is.
template <typename Check>
void for_each_alteration(const std::vector<Hash>& proof, size_t salt, const Check& check) {
  const auto at = [](std::vector<Hash>& hashes, size_t i) { return hashes.begin() + static_cast<ptrdiff_t>(i); };
  for (size_t i = 0; i < proof.size(); i++) {
    auto altered = proof;
    altered[i] = flipped(altered[i], (salt + i * 3) % 256);
    check("flipped bit", altered);
    auto dropped = proof;
    dropped.erase(at(dropped, i));
    check("dropped hash", dropped);
    for (size_t j = i + 1; j < proof.size(); j++) {
      auto swapped = proof;
      std::swap(swapped[i], swapped[j]);
      check("swapped hashes", swapped);
    }
  }
  for (size_t i = 0; i <= proof.size(); i++) {
    auto longer = proof;
    longer.insert(at(longer, i), i < proof.size() ? proof[i] : plain_leaf(as_bytes("more")));
    check("added hash", longer);
  }
}

}  // namespace tlog::testing
