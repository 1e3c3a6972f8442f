#include "libcore/chunk/batch_receipt.h"

#include <algorithm>

#include "libcore/base/byte_order.h"
#include "libcore/base/encode.h"
#include "libcore/crypto/blake3.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

constexpr uint64_t kTime = 1'700'000'000;

std::vector<BatchChunk> chunks_of(size_t count) {
  std::vector<BatchChunk> chunks;
  for (uint64_t i = 0; i < count; i++) {
    std::string name;
    append_le64(name, i);
    chunks.push_back({.address = address_of(as_bytes(name)), .size = 1000 + i});
  }
  return chunks;
}

BatchProof proof_of(const std::vector<BatchChunk>& chunks, const BatchTree& tree, size_t i) {
  return {
      .chunk = chunks[i], .leaf = tree.index[i], .leaves = chunks.size(), .unix_time = kTime, .nodes = tree.proofs[i]};
}

// From the paper's formulas, leaf by leaf, for the sizes that the cases below need.
std::string h(const std::string& bytes) { return std::string(as_text(blake3(as_bytes(bytes)).bytes)); }
std::string leaf(const BatchChunk& chunk) {
  std::string bytes = "\0"s + std::string(as_text(chunk.address.bytes));
  append_le64(bytes, chunk.size);
  return h(bytes);
}
std::string node(const std::string& left, const std::string& right) { return h("\1" + left + right); }
std::string root(const std::string& top, uint64_t leaves) {
  std::string bytes = "\2\1";
  append_le64(bytes, leaves);
  append_le64(bytes, kTime);
  return h(bytes + top);
}

TEST_CASE("batch: the roots of two, three and five chunks, written out") {
  for (const size_t count : {2u, 3u, 5u}) {
    std::vector<BatchChunk> chunks = chunks_of(count);
    const Hash made = batch_tree(chunks, kTime).root;
    std::sort(chunks.begin(), chunks.end(),
              [](const BatchChunk& a, const BatchChunk& b) { return a.address < b.address; });
    std::vector<std::string> l;
    for (const BatchChunk& chunk : chunks) l.push_back(leaf(chunk));
    std::string top = node(l[0], l[1]);
    if (count == 3) top = node(top, l[2]);
    if (count == 5) top = node(node(top, node(l[2], l[3])), l[4]);
    CHECK(as_text(made.bytes) == root(top, count));
  }
}

TEST_CASE("batch: every chunk of every size from 2 to 256 is proved") {
  for (size_t count = kMinBatchLeaves; count <= kMaxBatchLeaves; count++) {
    const std::vector<BatchChunk> chunks = chunks_of(count);
    const BatchTree tree = batch_tree(chunks, kTime);
    std::vector<uint64_t> leaves = tree.index;
    std::sort(leaves.begin(), leaves.end());
    for (size_t i = 0; i < count; i++) {
      REQUIRE(leaves[i] == i);
      REQUIRE(verify_batch_proof(proof_of(chunks, tree, i), tree.root));
    }
  }
}

TEST_CASE("batch: the order of the chunks does not matter, all else does") {
  std::vector<BatchChunk> chunks = chunks_of(9);
  const Hash made = batch_tree(chunks, kTime).root;
  std::reverse(chunks.begin(), chunks.end());
  CHECK(batch_tree(chunks, kTime).root == made);
  CHECK(batch_tree(chunks, kTime + 1).root != made);
  chunks[3].size++;
  CHECK(batch_tree(chunks, kTime).root != made);
  chunks[3].size--;
  chunks.pop_back();
  CHECK(batch_tree(chunks, kTime).root != made);
}

TEST_CASE("batch: a proof proves nothing else") {
  for (const size_t count : {2u, 3u, 7u, 8u, 9u, 100u, 255u, 256u}) {
    const std::vector<BatchChunk> chunks = chunks_of(count);
    const BatchTree tree = batch_tree(chunks, kTime);
    const Hash other_batch = batch_tree(chunks_of(count + 1 <= 256 ? count + 1 : 17), kTime).root;
    for (size_t i = 0; i < count; i += count / 7 + 1) {
      const BatchProof good = proof_of(chunks, tree, i);
      REQUIRE(verify_batch_proof(good, tree.root));
      CHECK_FALSE(verify_batch_proof(good, other_batch));
      const auto refused = [&](const auto& change) {
        BatchProof bad = good;
        change(bad);
        CHECK_FALSE(verify_batch_proof(bad, tree.root));
      };
      refused([&](BatchProof& p) { p.chunk.address = chunks[(i + 1) % count].address; });
      refused([&](BatchProof& p) { p.chunk = chunks[(i + 1) % count]; });  // a proof of another chunk of the batch
      refused([](BatchProof& p) { p.chunk.size ^= 1; });
      refused([](BatchProof& p) { p.unix_time++; });
      refused([&](BatchProof& p) { p.leaf = (p.leaf + 1) % count; });
      refused([](BatchProof& p) { p.leaf += 256; });
      refused([](BatchProof& p) { p.leaves++; });
      refused([](BatchProof& p) { p.leaves--; });
      refused([](BatchProof& p) { p.leaves = 0; });
      refused([](BatchProof& p) { p.leaves = 1; });
      refused([](BatchProof& p) { p.leaves = UINT64_MAX; });
      refused([](BatchProof& p) { p.nodes.pop_back(); });
      refused([](BatchProof& p) { p.nodes.push_back({}); });
      refused([](BatchProof& p) { p.nodes.clear(); });
      for (size_t k = 0; k < good.nodes.size(); k++) {
        refused([&](BatchProof& p) { p.nodes[k].bytes[k] ^= 0x40; });
      }
    }
  }
}

TEST_CASE("batch: a node is no leaf, and a subtree no batch") {
  const std::vector<BatchChunk> chunks = chunks_of(4);
  const BatchTree tree = batch_tree(chunks, kTime);
  BatchProof proof = proof_of(chunks, tree, 0);
  proof.leaves = 2;
  proof.leaf %= 2;
  proof.nodes.pop_back();
  CHECK_FALSE(verify_batch_proof(proof, tree.root));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
