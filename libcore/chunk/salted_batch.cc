#include "libcore/chunk/salted_batch.h"

#include <bit>
#include <string>

#include "libcore/base/byte_order.h"
#include "libcore/crypto/sha3.h"

namespace tlog {

namespace {

Hash hash_node(const Hash& left, const Hash& right) {
  std::string bytes(as_text(left.bytes));
  bytes += as_text(right.bytes);
  return sha3_256(as_bytes(bytes));
}

bool is_batch(uint64_t leaves) { return leaves >= kMinSaltedLeaves && leaves <= kMaxSaltedLeaves; }

// ceil(log2 leaves)
size_t depth_of(uint64_t leaves) { return static_cast<size_t>(std::bit_width(leaves - 1)); }

// Where the way up ends that begins at `hash`, the node of this number in its row.
Hash climb(Hash hash, uint64_t index, const std::vector<Hash>& nodes) {
  for (const Hash& node : nodes) {
    hash = index % 2 == 1 ? hash_node(node, hash) : hash_node(hash, node);
    index /= 2;
  }
  return hash;
}

}  // namespace

Hash salted_leaf(const Address& address, const Hash& salt) {
  std::string bytes(as_text(address.bytes));
  bytes += as_text(salt.bytes);
  return sha3_256(as_bytes(bytes));
}

Hash pool_address(const Hash& midpoint, const Hash& root, uint64_t unix_time) {
  std::string bytes(as_text(midpoint.bytes));
  bytes += as_text(root.bytes);
  append_le64(bytes, unix_time);
  return sha3_256(as_bytes(bytes));
}

bool verify_salted_proof(const SaltedProof& proof, const Hash& root) {
  if (!is_batch(proof.leaves) || proof.leaf >= proof.leaves) return false;
  if (proof.nodes.size() != depth_of(proof.leaves)) return false;
  return climb(salted_leaf(proof.address, proof.salt), proof.leaf, proof.nodes) == root;
}

bool verify_pool(const PoolProof& proof, uint64_t leaves, uint64_t unix_time, const Hash& root) {
  if (!is_batch(leaves)) return false;
  const size_t depth = depth_of(leaves);
  const size_t above = depth - depth / 2;
  if (proof.nodes.size() != above || proof.index >= uint64_t{1} << above) return false;
  if (climb(proof.midpoint, proof.index, proof.nodes) != root) return false;
  return pool_address(proof.midpoint, root, unix_time) == proof.pool;
}

}  // namespace tlog
