#include "libcore/merkle/subtree.h"

#include <string>
#include <vector>

#include "libcore/base/encode.h"
#include "libcore/merkle/tree.h"
#include "tests/unit/merkle/oracle.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::byte_leaves;
using testing::flipped;
using testing::for_each_alteration;
using testing::joined;
using testing::PlainTree;

TEST_SUITE_BEGIN("merkle");

constexpr uint64_t kMaxSize = 130;    // of trees and subtrees that are proved
constexpr uint64_t kMaxAltered = 40;  // of those whose proofs are altered in every way

Hash root_of(PlainTree& tree, const LeafRange& range) {
  return range.begin == range.end ? empty_root() : tree.root(range.begin, range.end);
}

// The subtrees of trees up to `size`, by their end.
std::vector<LeafRange> subtrees(uint64_t size) {
  std::vector<LeafRange> found;
  for (uint64_t end = 0; end <= size; end++) {
    for (uint64_t begin = 0; begin <= end; begin++) {
      if (is_subtree({begin, end})) found.push_back({begin, end});
    }
  }
  return found;
}

std::string describe(const LeafRange& range) {
  return "[" + std::to_string(range.begin) + ", " + std::to_string(range.end) + ")";
}

std::string hex_line(const std::string& what, const std::vector<Hash>& hashes) {
  std::string line = what;
  for (const Hash& hash : hashes) line += " " + hex_encode(hash.bytes);
  return line + "\n";
}

std::string digest(const std::string& text) { return hex_encode(sha256(as_bytes(text)).bytes); }

TEST_CASE("what is a subtree") {
  const struct {
    uint64_t begin, end;
    bool want;
  } cases[] = {
      {0, 0, true},
      {7, 7, true},
      {0, 1, true},
      {6, 7, true},
      {0, 13, true},
      {4, 8, true},
      {8, 13, true},
      {8, 15, true},
      {16, 17, true},
      {2, 6, false},
      {5, 13, false},
      {1, 3, false},
      {7, 9, false},
      {1, 15, false},
      {8, 17, false},
      {5, 3, false},
      {1, 0, false},
      {UINT64_MAX, 0, false},
      {0, UINT64_MAX, true},
      {1, UINT64_MAX, false},
      {UINT64_MAX - 1, UINT64_MAX, true},
      {uint64_t{1} << 63, UINT64_MAX, true},
      {uint64_t{1} << 62, UINT64_MAX, false},
      {UINT64_MAX, UINT64_MAX, true},
  };
  for (const auto& c : cases) {
    CAPTURE(c.begin);
    CAPTURE(c.end);
    CHECK(is_subtree({c.begin, c.end}) == c.want);
  }
}

// The digests are those that torchwood's subtree_test.go pins for the same texts over all trees up to 130.
TEST_CASE("every subtree of every tree up to 130: the planned proof is that of the draft, and holds; 10fa99b3...") {
  PlainTree tree(byte_leaves(kMaxSize));
  std::string text;
  for (uint64_t size = 0; size <= kMaxSize; size++) {
    const TreeHead head{TreeSize{size}, root_of(tree, {0, size})};
    for (const LeafRange& range : subtrees(size)) {
      const auto proof = joined(tree, plan_subtree_consistency(range, head.size));
      const auto fail = [&](std::string_view what) { FAIL(what << ": " << describe(range) << " of " << size); };
      if (range.begin < range.end && proof != tree.subtree_proof(range.begin, range.end, 0, size)) fail("proof");
      if (!subtree_consistency_holds(range, root_of(tree, range), head, proof)) fail("holds");
      text += hex_line(describe(range) + " " + std::to_string(size), proof);
    }
  }
  CHECK(digest(text) == "10fa99b37bf9bf9ffa26b412fbd98bd75363256d0b75d61bc4538b9c9c5a0a74");
}

TEST_CASE("every leaf of every subtree up to 130: the planned proof is its path, and leads to its root; ac2a8f98...") {
  PlainTree tree(byte_leaves(kMaxSize));
  std::string text, roots;
  for (const LeafRange& range : subtrees(kMaxSize)) {
    roots += hex_line(describe(range), {root_of(tree, range)});
    for (uint64_t index = range.begin; index < range.end; index++) {
      const auto proof = joined(tree, plan_subtree_inclusion(LeafIndex{index}, range));
      const auto fail = [&](std::string_view what) { FAIL(what << ": " << index << " in " << describe(range)); };
      if (proof != tree.path(index - range.begin, range.begin, range.end)) fail("path");
      const auto root = subtree_inclusion_root(LeafIndex{index}, range, tree.leaf(index), proof);
      if (root != root_of(tree, range)) fail("root");
      text += hex_line(std::to_string(index) + " " + describe(range), proof);
    }
  }
  CHECK(digest(text) == "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f");
  CHECK(digest(roots) == "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81");
}

TEST_CASE("every alteration of a subtree consistency proof is refused") {
  PlainTree tree(byte_leaves(kMaxAltered));
  for (uint64_t size = 0; size <= kMaxAltered; size++) {
    const TreeHead head{TreeSize{size}, root_of(tree, {0, size})};
    for (const LeafRange& range : subtrees(size)) {
      const Hash root = root_of(tree, range);
      const auto proof = joined(tree, plan_subtree_consistency(range, head.size));
      const auto fail = [&](std::string_view what) { FAIL(what << ": " << describe(range) << " of " << size); };
      for_each_alteration(proof, range.end * 31 + size * 7, [&](std::string_view what, const auto& altered) {
        if (subtree_consistency_holds(range, root, head, altered)) fail(what);
      });
      const size_t bit = (range.begin + size) % 256;
      if (subtree_consistency_holds(range, flipped(root, bit), head, proof)) fail("another root of the subtree");
      if (range.begin == range.end) continue;  // part of every tree
      if (subtree_consistency_holds(range, root, {head.size, flipped(head.root, bit)}, proof)) fail("another root");
      for (uint64_t begin = 0; begin < size; begin++) {
        if (begin == range.begin) continue;
        const LeafRange moved{begin, begin + (range.end - range.begin)};
        if (subtree_consistency_holds(moved, root, head, proof)) fail("moved");
      }
      if (subtree_consistency_holds({range.begin, size + 1}, root, head, proof)) fail("behind the end");
    }
  }
}

TEST_CASE("every alteration of a subtree inclusion proof is refused") {
  PlainTree tree(byte_leaves(kMaxAltered));
  for (const LeafRange& range : subtrees(kMaxAltered)) {
    const Hash root = root_of(tree, range);
    for (uint64_t index = range.begin; index < range.end; index++) {
      const Hash& leaf = tree.leaf(index);
      const auto proof = joined(tree, plan_subtree_inclusion(LeafIndex{index}, range));
      const auto fail = [&](std::string_view what) { FAIL(what << ": " << index << " in " << describe(range)); };
      for_each_alteration(proof, index * 31 + range.end * 7, [&](std::string_view what, const auto& altered) {
        if (subtree_inclusion_root(LeafIndex{index}, range, leaf, altered) == root) fail(what);
      });
      for (uint64_t other = 0; other <= kMaxAltered; other++) {
        if (other != index && subtree_inclusion_root(LeafIndex{other}, range, leaf, proof) == root) fail("other index");
      }
    }
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
