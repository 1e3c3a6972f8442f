#include "libcore/chunk/salted_batch.h"

#include <array>
#include <bit>
#include <string>

#include "libcore/base/byte_order.h"
#include "libcore/base/encode.h"
#include "libcore/crypto/sha3.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

constexpr uint64_t kTime = 1'700'000'000;

std::array<uint8_t, 32> all(uint8_t byte) {
  std::array<uint8_t, 32> bytes;
  bytes.fill(byte);
  return bytes;
}

std::string hex(const Hash& hash) { return hex_encode(hash.bytes); }

// spec/upload.md 3.3, measured with another program.
constexpr const char* kFirst = "127eebf5734e0a01b9b7d16b2b122bd36f617a1aae4accf9bc251e0a8903645e";
constexpr const char* kSecond = "ae75f84cf35d9168cf43665240cc528d67b90245b19e9c284ca63111629d13b5";
constexpr const char* kParent = "92c9ade62a627be338484550a68cffd59c9941d42749cb09300ecfd7c6cbd57e";
constexpr const char* kPool = "70dc37b522519bcf1d4fb656a2948f8e0c3549aea5d3e7da445950dec6b594fd";

TEST_CASE("salted batch: the published vectors") {
  const Address first{all(0x11)}, second{all(0x33)};
  const Hash first_salt{all(0x22)}, second_salt{all(0x44)};
  CHECK(hex(salted_leaf(first, first_salt)) == kFirst);
  CHECK(hex(salted_leaf(second, second_salt)) == kSecond);
  const Hash root = *hex_decode_hash(kParent);
  CHECK(verify_salted_proof({first, first_salt, 0, 2, {*hex_decode_hash(kSecond)}}, root));
  CHECK(verify_salted_proof({second, second_salt, 1, 2, {*hex_decode_hash(kFirst)}}, root));
  CHECK_FALSE(verify_salted_proof({second, second_salt, 0, 2, {*hex_decode_hash(kFirst)}}, root));
  CHECK(hex(pool_address(*hex_decode_hash(kFirst), root, kTime)) == kPool);
  const PoolProof pool{*hex_decode_hash(kPool), *hex_decode_hash(kFirst), 0, {*hex_decode_hash(kSecond)}};
  CHECK(verify_pool(pool, 2, kTime, root));
  CHECK_FALSE(verify_pool(pool, 2, kTime + 1, root));
}

// A tree as the formulas say, row by row.
struct Tree {
  std::vector<Address> addresses;
  std::vector<Hash> salts;
  std::vector<std::vector<Hash>> rows;  // leaves first
  const Hash& root() const { return rows.back()[0]; }
};

Hash numbered(uint64_t seed, uint64_t number) {
  std::string bytes;
  append_le64(bytes, seed);
  append_le64(bytes, number);
  return sha3_256(as_bytes(bytes));
}

Tree tree_of(size_t leaves, uint64_t seed = 0) {
  Tree tree;
  size_t width = 1;
  while (width < leaves) width *= 2;
  std::vector<Hash> row;
  for (size_t i = 0; i < width; i++) {
    const Hash address = numbered(seed, i), salt = numbered(seed + 1, i);
    std::string leaf(as_text(address.bytes));
    leaf += as_text(salt.bytes);
    row.push_back(i < leaves ? sha3_256(as_bytes(leaf)) : numbered(seed + 2, i));
    tree.addresses.push_back({address.bytes});
    tree.salts.push_back(salt);
  }
  tree.rows.push_back(row);
  while (row.size() > 1) {
    std::vector<Hash> above;
    for (size_t i = 0; i < row.size(); i += 2) {
      std::string both(as_text(row[i].bytes));
      both += as_text(row[i + 1].bytes);
      above.push_back(sha3_256(as_bytes(both)));
    }
    row = above;
    tree.rows.push_back(row);
  }
  return tree;
}

std::vector<Hash> path(const Tree& tree, size_t row, size_t index) {
  std::vector<Hash> nodes;
  for (; row + 1 < tree.rows.size(); row++, index /= 2) nodes.push_back(tree.rows[row][index ^ 1]);
  return nodes;
}

SaltedProof proof_of(const Tree& tree, size_t leaves, size_t i) {
  return {tree.addresses[i], tree.salts[i], i, leaves, path(tree, 0, i)};
}

// The table of spec/upload.md 3.3: the first number of leaves of each depth, and its pools.
constexpr std::array<std::array<size_t, 3>, 8> kDepths = {
    {{2, 1, 2}, {3, 2, 2}, {5, 3, 4}, {9, 4, 4}, {17, 5, 8}, {33, 6, 8}, {65, 7, 16}, {129, 8, 16}}};

TEST_CASE("salted batch: every chunk and every pool of every size from 2 to 256 is proved") {
  size_t table = 0;
  for (size_t leaves = kMinSaltedLeaves; leaves <= kMaxSaltedLeaves; leaves++) {
    if (table + 1 < kDepths.size() && kDepths[table + 1][0] == leaves) table++;
    const auto [first, depth, pools] = kDepths[table];
    const Tree tree = tree_of(leaves);
    REQUIRE(tree.rows.size() == depth + 1);
    for (size_t i = 0; i < leaves; i++) REQUIRE(verify_salted_proof(proof_of(tree, leaves, i), tree.root()));
    const std::vector<Hash>& midpoints = tree.rows[depth / 2];
    REQUIRE(midpoints.size() == pools);
    for (size_t i = 0; i < pools; i++) {
      PoolProof pool{pool_address(midpoints[i], tree.root(), kTime), midpoints[i], i, path(tree, depth / 2, i)};
      REQUIRE(verify_pool(pool, leaves, kTime, tree.root()));
      pool.index += pools;
      REQUIRE_FALSE(verify_pool(pool, leaves, kTime, tree.root()));
    }
  }
}

TEST_CASE("salted batch: a proof proves nothing else") {
  for (const size_t leaves : {2u, 3u, 4u, 7u, 8u, 9u, 100u, 255u, 256u}) {
    const Tree tree = tree_of(leaves), other = tree_of(leaves, 1000);
    for (size_t i = 0; i < leaves; i += leaves / 7 + 1) {
      const SaltedProof good = proof_of(tree, leaves, i);
      REQUIRE(verify_salted_proof(good, tree.root()));
      CHECK_FALSE(verify_salted_proof(good, other.root()));
      CHECK_FALSE(verify_salted_proof(proof_of(other, leaves, i), tree.root()));
      const auto refused = [&](const auto& change) {
        SaltedProof bad = good;
        change(bad);
        CHECK_FALSE(verify_salted_proof(bad, tree.root()));
      };
      const size_t next = (i + 1) % leaves;
      refused([&](SaltedProof& p) { p.address = tree.addresses[next]; });
      refused([&](SaltedProof& p) { p.salt = tree.salts[next]; });
      refused([&](SaltedProof& p) {  // a proof of another chunk of the batch
        p.address = tree.addresses[next];
        p.salt = tree.salts[next];
      });
      refused([&](SaltedProof& p) { p.leaf = next; });
      refused([](SaltedProof& p) { p.leaf += 256; });
      refused([](SaltedProof& p) { p.nodes.pop_back(); });
      refused([](SaltedProof& p) { p.nodes.push_back({}); });
      refused([](SaltedProof& p) { p.nodes.erase(p.nodes.begin()); });
      for (const uint64_t count : {uint64_t{0}, uint64_t{1}, uint64_t{257}, UINT64_MAX}) {
        refused([&](SaltedProof& p) { p.leaves = count; });
      }
      for (size_t k = 0; k < good.nodes.size(); k++) {
        refused([&](SaltedProof& p) { p.nodes[k].bytes[k] ^= 0x40; });
        if (k > 0) refused([&](SaltedProof& p) { std::swap(p.nodes[k], p.nodes[k - 1]); });
      }
    }
  }
}

// Without a byte that tells them apart: a node whose two halves are taken for an address and a salt is a leaf of a tree
// that is one level lower, and leads to the same root.
TEST_CASE("salted batch: a node is no leaf of the batch, for the depth is another") {
  const Tree tree = tree_of(8);
  SaltedProof node{{tree.rows[0][0].bytes}, tree.rows[0][1], 0, 8, path(tree, 1, 0)};
  CHECK_FALSE(verify_salted_proof(node, tree.root()));
  node.leaves = 4;  // which the receipt must contradict
  CHECK(verify_salted_proof(node, tree.root()));
}

TEST_CASE("salted batch: a leaf that fills the tree up is no chunk's") {
  const Tree tree = tree_of(5);
  for (size_t i = 5; i < 8; i++) CHECK_FALSE(verify_salted_proof(proof_of(tree, 5, i), tree.root()));
}

TEST_CASE("salted batch: a pool of something else") {
  const Tree tree = tree_of(100), other = tree_of(100, 1000);
  const size_t row = 3, i = 5;
  const Hash& midpoint = tree.rows[row][i];
  const PoolProof good{pool_address(midpoint, tree.root(), kTime), midpoint, i, path(tree, row, i)};
  REQUIRE(verify_pool(good, 100, kTime, tree.root()));
  CHECK(verify_pool(good, 65, kTime, tree.root()));  // the same depth
  CHECK_FALSE(verify_pool(good, 64, kTime, tree.root()));
  for (const uint64_t leaves : {uint64_t{0}, uint64_t{1}, uint64_t{257}, UINT64_MAX}) {
    CHECK_FALSE(verify_pool(good, leaves, kTime, tree.root()));
  }
  CHECK_FALSE(verify_pool(good, 100, kTime - 1, tree.root()));
  CHECK_FALSE(verify_pool(good, 100, kTime, other.root()));
  const auto refused = [&](const auto& change) {
    PoolProof bad = good;
    change(bad);
    CHECK_FALSE(verify_pool(bad, 100, kTime, tree.root()));
  };
  refused([](PoolProof& p) { p.pool.bytes[31] ^= 1; });
  refused([&](PoolProof& p) { p.midpoint = tree.rows[row][i + 1]; });
  refused([](PoolProof& p) { p.index++; });
  refused([](PoolProof& p) { p.nodes.pop_back(); });
  refused([](PoolProof& p) { p.nodes.push_back({}); });
  refused([](PoolProof& p) { p.nodes[1].bytes[0] ^= 1; });
  refused([&](PoolProof& p) {  // a node of the row below
    p.midpoint = tree.rows[row - 1][2 * i];
    p.pool = pool_address(p.midpoint, tree.root(), kTime);
  });
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
