#include "libcore/merkle/proof.h"

#include <bit>
#include <string>
#include <vector>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/merkle/tree.h"
#include "libcore/text/json_scan.h"
#include "tests/unit/merkle/oracle.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::byte_leaves;
using testing::plain_sides;
using testing::PlainTree;

TEST_SUITE_BEGIN("merkle");

constexpr uint64_t kMaxSize = 130;

Hash joined(PlainTree& tree, const std::vector<SubtreeId>& ids) {
  std::vector<Hash> roots;
  for (const SubtreeId& id : ids) roots.push_back(tree.root(id.index << id.level, (id.index + 1) << id.level));
  return join_subtrees(roots);
}

std::vector<Hash> planned_proof(PlainTree& tree, uint64_t index, uint64_t size) {
  std::vector<Hash> proof;
  for (const auto& ids : plan_inclusion(LeafIndex{index}, TreeSize{size})) proof.push_back(joined(tree, ids));
  return proof;
}

// Indexes and sizes are tried against all others in trees of these sizes, in the rest against those nearby.
bool try_all(uint64_t size) { return size <= 34 || (size >= 63 && size <= 65) || (size >= 127 && size <= 129); }

void flip(Hash& hash, size_t bit) {
  hash.bytes[bit / 8] = static_cast<uint8_t>(hash.bytes[bit / 8] ^ (1u << (bit % 8)));
}

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
      const auto fail = [&](const char* what) { FAIL(what << ": " << index << " in " << size); };

      for (size_t i = 0; i < proof.size(); i++) {
        // Every bit in small trees; in larger ones one bit each, another one from hash to hash.
        const size_t bits = size <= 9 ? 256 : 1;
        for (size_t bit = 0; bit < bits; bit++) {
          auto altered = proof;
          flip(altered[i], (bit + index * 31 + size * 7 + i * 3) % 256);
          const auto led = leads(tree.leaf(index), altered);
          if (!led || led == root) fail("flipped bit");
        }
        auto dropped = proof;
        dropped.erase(dropped.begin() + static_cast<ptrdiff_t>(i));
        if (leads(tree.leaf(index), dropped)) fail("dropped hash");
        if (i + 1 < proof.size()) {
          auto swapped = proof;
          std::swap(swapped[i], swapped[i + 1]);
          if (leads(tree.leaf(index), swapped) == root) fail("swapped hashes");
        }
      }
      for (size_t i = 0; i <= proof.size(); i++) {
        auto longer = proof;
        longer.insert(longer.begin() + static_cast<ptrdiff_t>(i), i < proof.size() ? proof[i] : root);
        if (leads(tree.leaf(index), longer)) fail("added hash");
      }
      Hash leaf = tree.leaf(index);
      flip(leaf, (index + size) % 256);
      if (leads(leaf, proof) == root) fail("flipped leaf");

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

struct Case {
  std::string name;
  uint64_t index = 0, size = 0;
  Hash root, leaf;
  std::vector<Hash> proof;
  bool well_formed = true;  // all hashes have 32 bytes
  bool want_error = false;
};

void read_hash(JsonScanner& scan, Case& out, Hash& hash) {
  JsonToken text;
  if (scan.peek() != JsonKind::kString) {
    scan.skip();
    out.well_formed = false;
    return;
  }
  REQUIRE(scan.read_string(&text));
  const auto decoded = base64_decode_hash(text.unescaped());
  out.well_formed = out.well_formed && decoded;
  if (decoded) hash = *decoded;
}

Case read_case(std::string_view line) {
  Case out;
  JsonScanner scan(line);
  JsonToken key;
  REQUIRE(scan.enter_object());
  while (scan.next_member(&key)) {
    if (key.is("case")) {
      JsonToken text;
      REQUIRE(scan.read_string(&text));
      out.name = text.unescaped();
    } else if (key.is("leafIdx") || key.is("treeSize")) {
      std::string_view text;
      REQUIRE(scan.read_number(&text));
      const auto number = parse_u64(text);
      REQUIRE(number);
      (key.is("leafIdx") ? out.index : out.size) = *number;
    } else if (key.is("root")) {
      read_hash(scan, out, out.root);
    } else if (key.is("leafHash")) {
      read_hash(scan, out, out.leaf);
    } else if (key.is("proof") && scan.peek() == JsonKind::kArray) {
      REQUIRE(scan.enter_array());
      while (scan.next_element()) {
        out.proof.emplace_back();
        read_hash(scan, out, out.proof.back());
      }
    } else if (key.is("wantErr")) {
      out.want_error = scan.peek() == JsonKind::kTrue;
      REQUIRE(scan.skip());
    } else {
      REQUIRE(scan.skip());
    }
  }
  REQUIRE(scan.finish());
  return out;
}

TEST_CASE("the inclusion vectors of transparency-dev/merkle: 98 of 98") {
  const std::string file = testing::test_file("vectors/merkle/inclusion.jsonl");
  size_t count = 0, good = 0;
  for (size_t pos = 0; pos < file.size();) {
    const size_t end = file.find('\n', pos);
    const Case c = read_case(std::string_view(file).substr(pos, end - pos));
    pos = end + 1;
    CAPTURE(c.name);
    const bool holds = c.well_formed && inclusion_root(LeafIndex{c.index}, TreeSize{c.size}, c.leaf, c.proof) == c.root;
    CHECK(holds == !c.want_error);
    count++;
    good += holds;
  }
  CHECK(count == 98);
  CHECK(good == 6);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
