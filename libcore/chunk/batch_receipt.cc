#include "libcore/chunk/batch_receipt.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>
#include <string>

#include "libcore/base/assert.h"
#include "libcore/base/byte_order.h"
#include "libcore/crypto/blake3.h"

namespace tlog {

namespace {

constexpr char kLeaf = 0, kNode = 1, kRoot = 2;
constexpr char kVersion = 1;

Hash hash_leaf(const BatchChunk& chunk) {
  std::string bytes(1, kLeaf);
  bytes += as_text(chunk.address.bytes);
  append_le64(bytes, chunk.size);
  return blake3(as_bytes(bytes));
}

Hash hash_node(const Hash& left, const Hash& right) {
  std::string bytes(1, kNode);
  bytes += as_text(left.bytes);
  bytes += as_text(right.bytes);
  return blake3(as_bytes(bytes));
}

Hash hash_root(const Hash& top, uint64_t leaves, uint64_t unix_time) {
  std::string bytes = {kRoot, kVersion};
  append_le64(bytes, leaves);
  append_le64(bytes, unix_time);
  bytes += as_text(top.bytes);
  return blake3(as_bytes(bytes));
}

// RFC 6962 2.1: the left subtree has the largest power of two that leaves something for the right one.
size_t left_leaves(size_t leaves) { return std::bit_floor(leaves - 1); }

// The top of the tree over `leaves`; to the proof of each of them its sibling is added. `proofs` has one for each.
Hash build(std::span<const Hash> leaves, std::span<std::vector<Hash>*> proofs) {
  if (leaves.size() == 1) return leaves[0];
  const size_t left_size = left_leaves(leaves.size());
  const Hash left = build(leaves.first(left_size), proofs.first(left_size));
  const Hash right = build(leaves.subspan(left_size), proofs.subspan(left_size));
  for (size_t i = 0; i < leaves.size(); i++) proofs[i]->push_back(i < left_size ? right : left);
  return hash_node(left, right);
}

}  // namespace

BatchTree batch_tree(const std::vector<BatchChunk>& chunks, uint64_t unix_time) {
  ASSERT(chunks.size() >= kMinBatchLeaves && chunks.size() <= kMaxBatchLeaves);
  std::vector<size_t> order(chunks.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return chunks[a].address < chunks[b].address; });
  BatchTree tree;
  tree.index.resize(chunks.size());
  tree.proofs.resize(chunks.size());
  std::vector<Hash> leaves;
  std::vector<std::vector<Hash>*> proofs;
  for (size_t leaf = 0; leaf < order.size(); leaf++) {
    const size_t chunk = order[leaf];
    ASSERT(leaf == 0 || chunks[order[leaf - 1]].address != chunks[chunk].address);
    tree.index[chunk] = leaf;
    leaves.push_back(hash_leaf(chunks[chunk]));
    proofs.push_back(&tree.proofs[chunk]);
  }
  tree.root = hash_root(build(leaves, proofs), leaves.size(), unix_time);
  return tree;
}

bool verify_batch_proof(const BatchProof& proof, const Hash& root) {
  if (proof.leaves < kMinBatchLeaves || proof.leaves > kMaxBatchLeaves || proof.leaf >= proof.leaves) return false;
  // On which side the sibling is, from the root down.
  std::vector<bool> sibling_is_left;
  size_t leaf = proof.leaf, leaves = proof.leaves;
  while (leaves > 1) {
    const size_t left = left_leaves(leaves);
    const bool right_of_it = leaf >= left;
    sibling_is_left.push_back(right_of_it);
    leaves = right_of_it ? leaves - left : left;
    leaf -= right_of_it ? left : 0;
  }
  if (proof.nodes.size() != sibling_is_left.size()) return false;
  Hash hash = hash_leaf(proof.chunk);
  for (const Hash& node : proof.nodes) {
    hash = sibling_is_left.back() ? hash_node(node, hash) : hash_node(hash, node);
    sibling_is_left.pop_back();
  }
  return hash_root(hash, proof.leaves, proof.unix_time) == root;
}

}  // namespace tlog
