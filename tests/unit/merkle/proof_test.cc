#include "libcore/merkle/proof.h"

#include <bit>
#include <string>
#include <vector>

#include "libcore/merkle/tree.h"
#include "tests/unit/merkle/oracle.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::byte_leaves;
using testing::flipped;
using testing::for_each_alteration;
using testing::joined;
using testing::plain_sides;
using testing::PlainTree;

TEST_SUITE_BEGIN("merkle");

constexpr uint64_t kMaxSize = 130;

std::vector<Hash> planned_proof(PlainTree& tree, uint64_t index, uint64_t size) {
  return joined(tree, plan_inclusion(LeafIndex{index}, TreeSize{size}));
}

// Indexes and sizes are tried against all others in trees of these sizes, in the rest against those nearby.
bool try_all(uint64_t size) { return size <= 34 || (size >= 63 && size <= 65) || (size >= 127 && size <= 129); }

TEST_CASE("the plan of a root is the tree") {
  PlainTree tree(byte_leaves(kMaxSize));
  CHECK(plan_root(TreeSize{0}).empty());
  for (uint64_t size = 1; size <= kMaxSize; size++) {
    CHECK(joined(tree, plan_root(TreeSize{size})) == tree.root(0, size));
  }
}

TEST_CASE("every leaf of every tree up to 130: the planned proof is the path of RFC 6962 and leads to the root") {
  PlainTree tree(byte_leaves(kMaxSize));
  for (uint64_t size = 1; size <= kMaxSize; size++) {
    for (uint64_t index = 0; index < size; index++) {
      const auto proof = planned_proof(tree, index, size);
      if (proof != tree.path(index, 0, size)) FAIL("path of " << index << " in " << size);
      if (inclusion_root(LeafIndex{index}, TreeSize{size}, tree.leaf(index), proof) != tree.root(0, size)) {
        FAIL("root of " << index << " in " << size);
      }
    }
  }
}

// An altered proof gives no root, or another one. One alteration cannot be told from the original, because the numbers
// are not part of what is hashed: another size (with the same or another index) whose path turns left and right alike.
// That is why the size comes from a signed checkpoint; in a tree of one size no two leaves have the same path.
TEST_CASE("every alteration of a proof is refused") {
  PlainTree tree(byte_leaves(kMaxSize));
  for (uint64_t size = 1; size <= kMaxSize; size++) {
    const Hash root = tree.root(0, size);
    for (uint64_t index = 0; index < size; index++) {
      const LeafIndex at{index};
      const auto proof = planned_proof(tree, index, size);
      const auto leads = [&](const Hash& leaf, const std::vector<Hash>& altered) {
        return inclusion_root(at, TreeSize{size}, leaf, altered);
      };
      const auto fail = [&](std::string_view what) { FAIL(what << ": " << index << " in " << size); };

      for_each_alteration(proof, index * 31 + size * 7, [&](std::string_view what, const std::vector<Hash>& altered) {
        const auto led = leads(tree.leaf(index), altered);
        if (led == root || led.has_value() != (altered.size() == proof.size())) fail(what);
      });
      for (size_t bit = 0; size <= 9 && bit < proof.size() * 256; bit++) {  // every bit in small trees
        auto altered = proof;
        altered[bit / 256] = flipped(altered[bit / 256], bit % 256);
        if (leads(tree.leaf(index), altered) == root) fail("flipped bit");
      }
      if (leads(flipped(tree.leaf(index), (index + size) % 256), proof) == root) fail("flipped leaf");

      // Other indexes of this tree, and those just behind its end.
      for (uint64_t other = 0; other < size + 3; other++) {
        if (other == index || !(try_all(size) || other >= size || std::has_single_bit(other ^ index))) continue;
        const auto led = inclusion_root(LeafIndex{other}, TreeSize{size}, tree.leaf(index), proof);
        if (led == root) fail("another index");
        if (other >= size && led) fail("an index behind the end");
      }
    }
  }
}

TEST_CASE("another size gives the root exactly where the path turns alike") {
  PlainTree tree(byte_leaves(kMaxSize));
  size_t alike = 0;
  for (uint64_t size = 1; size <= kMaxSize; size++) {
    const Hash root = tree.root(0, size);
    for (uint64_t index = 0; index < size; index++) {
      const auto proof = planned_proof(tree, index, size);
      const auto sides = plain_sides(index, size);
      for (uint64_t other = 0; other <= kMaxSize + 10; other++) {
        if (!try_all(size) && other + 1 != size && other != size + 1 && !std::has_single_bit(other)) continue;
        const auto led = inclusion_root(LeafIndex{index}, TreeSize{other}, tree.leaf(index), proof);
        const auto others = index < other ? plain_sides(index, other) : std::vector<bool>();
        const bool fits = index < other && others.size() == sides.size();
        if (led.has_value() != fits) FAIL("length: " << index << " in " << size << " as " << other);
        if (!led) continue;
        if ((led == root) != (others == sides)) FAIL("root: " << index << " in " << size << " as " << other);
        alike += led == root && other != size;
      }
    }
  }
  CHECK(alike > 0);  // e.g. leaf 0 of 3 and of 4
}

TEST_CASE("large trees: the length of a proof is the depth of the leaf") {
  const Hash leaf = byte_leaves(1)[0];
  for (uint64_t size : {uint64_t{65535}, uint64_t{65536}, uint64_t{65537}, uint64_t{58253265}, kMaxTreeSize}) {
    for (uint64_t index : {uint64_t{0}, uint64_t{1}, size / 2, size / 3, size - 2, size - 1}) {
      const size_t depth = plain_sides(index, size).size();
      CHECK(plan_inclusion(LeafIndex{index}, TreeSize{size}).size() == depth);
      CHECK(inclusion_root(LeafIndex{index}, TreeSize{size}, leaf, std::vector<Hash>(depth)));
      CHECK_FALSE(inclusion_root(LeafIndex{index}, TreeSize{size}, leaf, std::vector<Hash>(depth + 1)));
      CHECK_FALSE(inclusion_root(LeafIndex{index}, TreeSize{size}, leaf, std::vector<Hash>(depth - 1)));
    }
    CHECK_FALSE(inclusion_root(LeafIndex{size}, TreeSize{size}, leaf, {}));
    CHECK_FALSE(inclusion_root(LeafIndex{UINT64_MAX}, TreeSize{size}, leaf, std::vector<Hash>(64)));
  }
  CHECK(inclusion_root(LeafIndex{UINT64_MAX - 1}, TreeSize{UINT64_MAX}, leaf,
                       std::vector<Hash>(plain_sides(UINT64_MAX - 1, UINT64_MAX).size())));
  CHECK_FALSE(inclusion_root(LeafIndex{0}, TreeSize{0}, leaf, {}));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
