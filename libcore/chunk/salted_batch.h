#pragma once
// Receipts of batches as others make them, who hash with SHA3-256 (H) and hide the addresses with salts: whoever is
// given one can verify it. Nothing here makes one.
//
//   leaf = H(address || salt)            salt: 32 bytes of its own for each leaf
//   node = H(left || right)              leaves that are hashes of nothing fill the tree up to a power of two
//   pool = H(midpoint || root || u64 little-endian unix time)       a midpoint: a node floor(depth / 2) above the
//   leaves
//
// The depth is ceil(log2 leaves), of 2 to 256 leaves. No byte tells a node from a leaf: that a proof has exactly as
// many hashes as the tree is deep is all that keeps a node from being taken for a leaf, or a leaf for a node. And the
// root says nothing about the time: only the address of a pool ties one to it.

#include <cstdint>
#include <vector>

#include "libcore/base/types.h"
#include "libcore/chunk/address.h"

namespace tlog {

constexpr uint64_t kMinSaltedLeaves = 2;
constexpr uint64_t kMaxSaltedLeaves = 256;
// Where chunks are taken for them, these receipts hold for a week.
constexpr uint64_t kMaxSaltedAgeSeconds = 7 * 24 * 3600;

struct SaltedProof {
  Address address;
  Hash salt;
  uint64_t leaf = 0, leaves = 0;
  std::vector<Hash> nodes;  // beside the way up, the lowest first
};

// Is the chunk below this root?
bool verify_salted_proof(const SaltedProof& proof, const Hash& root);

struct PoolProof {
  Hash pool;  // its address
  Hash midpoint;
  uint64_t index = 0;       // of the midpoint, among those of the tree
  std::vector<Hash> nodes;  // from the midpoint up
};

// Is this a pool of the batch of that root and of that time?
bool verify_pool(const PoolProof& proof, uint64_t leaves, uint64_t unix_time, const Hash& root);

// The formulas above.
Hash salted_leaf(const Address& address, const Hash& salt);
Hash pool_address(const Hash& midpoint, const Hash& root, uint64_t unix_time);

}  // namespace tlog
