#pragma once
// One root for many chunks, and a proof for each of them that it is below the root: what is settled once, for the root,
// counts for all of them. H is BLAKE3, integers are little-endian:
//
//   leaf  = H(0x00 || address || u64 size)                           the leaves are sorted by address
//   node  = H(0x01 || left || right)                                 the tree is that of RFC 6962, without padding
//   root  = H(0x02 || u8 version 1 || u64 leaves || u64 unix time || top of the tree)
//
// The first byte keeps a leaf from being taken for a node and a node for a root; what stands under the root besides
// keeps a proof from being taken for one of a smaller tree or of another time. A batch has 2 to 256 leaves: one chunk
// needs no tree.

#include <cstdint>
#include <vector>

#include "libcore/base/types.h"
#include "libcore/chunk/address.h"

namespace tlog {

constexpr size_t kMinBatchLeaves = 2;
constexpr size_t kMaxBatchLeaves = 256;

struct BatchChunk {
  Address address;
  uint64_t size = 0;
};

struct BatchTree {
  Hash root;
  std::vector<uint64_t> index;            // the leaf of each chunk
  std::vector<std::vector<Hash>> proofs;  // of each chunk: the nodes beside its way up, the lowest first
};

// Of 2 to 256 chunks with different addresses, in any order.
BatchTree batch_tree(const std::vector<BatchChunk>& chunks, uint64_t unix_time);

// What a proof is about, besides the root.
struct BatchProof {
  BatchChunk chunk;
  uint64_t leaf = 0, leaves = 0;
  uint64_t unix_time = 0;
  std::vector<Hash> nodes;
};

// Is the chunk below this root?
bool verify_batch_proof(const BatchProof& proof, const Hash& root);

}  // namespace tlog
