#include "libcore/merkle/consistency.h"

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
using testing::PlainTree;

TEST_SUITE_BEGIN("merkle");

constexpr uint64_t kMaxSize = 130;

TreeHead head(PlainTree& tree, uint64_t size) {
  return {TreeSize{size}, size == 0 ? empty_root() : tree.root(0, size)};
}

TEST_CASE("all pairs of trees up to 130: the planned proof is that of RFC 6962, and holds") {
  PlainTree tree(byte_leaves(kMaxSize));
  for (uint64_t newer = 0; newer <= kMaxSize; newer++) {
    for (uint64_t older = 0; older <= newer; older++) {
      const auto proof = joined(tree, plan_consistency(TreeSize{older}, TreeSize{newer}));
      if (older == 0 || older == newer) {
        if (!proof.empty()) FAIL("not empty: " << older << " of " << newer);
      } else if (proof != tree.proof(older, 0, newer)) {
        FAIL("proof: " << older << " of " << newer);
      }
      if (!consistency_holds(head(tree, older), head(tree, newer), proof)) FAIL("holds: " << older << " of " << newer);
    }
  }
}

TEST_CASE("every alteration of a consistency proof is refused") {
  PlainTree tree(byte_leaves(kMaxSize));
  for (uint64_t newer = 0; newer <= kMaxSize; newer++) {
    for (uint64_t older = 0; older <= newer; older++) {
      const TreeHead from = head(tree, older), to = head(tree, newer);
      const auto fail = [&](std::string_view what) { FAIL(what << ": " << older << " of " << newer); };
      const auto proof = joined(tree, plan_consistency(TreeSize{older}, TreeSize{newer}));
      for_each_alteration(proof, older * 31 + newer * 7, [&](std::string_view what, const std::vector<Hash>& altered) {
        if (consistency_holds(from, to, altered)) fail(what);
      });
      for (size_t bit = 0; newer <= 9 && bit < proof.size() * 256; bit++) {  // every bit in small trees
        auto altered = proof;
        altered[bit / 256] = flipped(altered[bit / 256], bit % 256);
        if (consistency_holds(from, to, altered)) fail("flipped bit");
      }
      const size_t bit = (older + newer) % 256;
      if (consistency_holds({from.size, flipped(from.root, bit)}, to, proof)) fail("another old root");
      // Nothing is what every tree begins with: of an empty older tree there is nothing to check the newer root with.
      const bool unproven = older == 0 && newer > 0;
      if (consistency_holds(from, {to.size, flipped(to.root, bit)}, proof) != unproven) fail("another new root");
      if (older < newer && consistency_holds(to, from, proof)) fail("the larger tree first");
      for (uint64_t other = 0; other <= kMaxSize; other++) {
        if (other == older) continue;
        if (consistency_holds({TreeSize{other}, from.root}, to, proof)) fail("another old size");
      }
    }
  }
}

TEST_CASE("large trees: lengths, and sizes that wrap around") {
  const Hash hash = byte_leaves(1)[0];
  for (uint64_t newer : {uint64_t{65536}, uint64_t{65537}, uint64_t{58253265}, kMaxTreeSize, uint64_t{1} << 63,
                         (uint64_t{1} << 63) + 1, UINT64_MAX}) {
    for (uint64_t older : {uint64_t{1}, uint64_t{2}, newer / 3, newer / 2, newer - 2, newer - 1}) {
      const size_t length = plan_consistency(TreeSize{older}, TreeSize{newer}).size();
      CHECK(length >= 1);
      CHECK(length <= 65);
      for (size_t other : {size_t{0}, length - 1, length, length + 1, size_t{70}}) {
        CHECK_FALSE(consistency_holds({TreeSize{older}, hash}, {TreeSize{newer}, hash}, std::vector<Hash>(other)));
      }
    }
    CHECK(consistency_holds({TreeSize{newer}, hash}, {TreeSize{newer}, hash}, {}));
    CHECK_FALSE(consistency_holds({TreeSize{newer}, hash}, {TreeSize{newer}, hash}, {&hash, 1}));
    CHECK_FALSE(consistency_holds({TreeSize{newer}, hash}, {TreeSize{newer - 1}, hash}, {}));
    CHECK_FALSE(consistency_holds({TreeSize{newer}, hash}, {TreeSize{0}, hash}, {}));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
