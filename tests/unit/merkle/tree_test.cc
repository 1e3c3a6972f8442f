#include "libcore/merkle/tree.h"

#include <string>
#include <vector>

#include "libcore/base/encode.h"
#include "tests/unit/merkle/oracle.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::byte_leaves;
using testing::plain_root;

TEST_SUITE_BEGIN("merkle");

constexpr size_t kMaxLeaves = 130;

std::string hex(const Hash& hash) { return hex_encode(hash.bytes); }

TEST_CASE("leaves and nodes") {
  CHECK(hex(empty_root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(hash_leaf({})) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  for (size_t size :
       {size_t{0}, size_t{1}, size_t{54}, size_t{55}, size_t{56}, size_t{63}, size_t{64}, size_t{65535}}) {
    const Bytes entry(size, 0xa5);
    CHECK(hash_leaf(entry) == testing::plain_leaf(entry));
  }
  const auto leaves = byte_leaves(2);
  CHECK(hash_node(leaves[0], leaves[1]) == testing::plain_node(leaves[0], leaves[1]));
  CHECK(hash_node(leaves[0], leaves[1]) != hash_node(leaves[1], leaves[0]));
}

TEST_CASE("many leaves at once are those one by one") {
  std::vector<Bytes> entries;
  for (size_t i = 0; i < 300; i++) entries.push_back(Bytes(i * 7 % 400, static_cast<uint8_t>(i)));
  const std::vector<ByteView> views(entries.begin(), entries.end());
  std::vector<Hash> out(views.size());
  hash_leaves(views, out.data());
  for (size_t i = 0; i < out.size(); i++) CHECK(out[i] == testing::plain_leaf(entries[i]));
}

// Entry i is the byte i: the values that other implementations of the same tree have.
TEST_CASE("known leaves and roots") {
  const auto leaves = byte_leaves(256);
  const char* const known_leaves[] = {"96a296d2", "b413f47d", "fcf0a6c7", "583c7dfb", "4f35212d"};
  for (size_t i = 0; i < 5; i++) CHECK(hex(leaves[i]).starts_with(known_leaves[i]));
  const struct {
    size_t size;
    const char* root;
  } known_roots[] = {{1, "96a296d2"}, {2, "a20bf9a7"}, {3, "3b6cccd7"}, {10, "487540cba07f"}, {256, "0387b1bfaad1"}};
  for (const auto& known : known_roots) {
    CHECK(hex(range_of(0, std::span(leaves).first(known.size)).root()).starts_with(known.root));
  }
}

TEST_CASE("the example of two entries") {
  CompactRange range;
  range.append_leaf(*hex_decode_hash("7073de0b1434470a9f6bff7755a4ae500212c410e11aae9b766b238816d3177c"));
  range.append_leaf(*hex_decode_hash("fba8c2f029e6fe8c721e41852f56980deac97feaad8dbbca71e48111421ff099"));
  CHECK(hex(range.root()) == "de3c7c19cf4e11892b68fc5dabca4d4bf92c0b4d75fc2d7a179cbcc4e0515088");
}

TEST_CASE("perfect subtrees") {
  const auto leaves = byte_leaves(1024);
  for (size_t width = 1; width <= leaves.size(); width *= 2) {
    std::vector<Hash> work(leaves.begin(), leaves.begin() + static_cast<ptrdiff_t>(width));
    CHECK(hash_perfect(work) == plain_root(std::span(leaves).first(width)));
  }
}

TEST_CASE("leaf by leaf, and all at once") {
  const auto leaves = byte_leaves(kMaxLeaves);
  CompactRange one_by_one;
  for (size_t n = 0; n <= kMaxLeaves; n++) {
    const Hash root = plain_root(std::span(leaves).first(n));
    CHECK(one_by_one.begin() == 0);
    CHECK(one_by_one.end() == n);
    CHECK(one_by_one.root() == root);
    CHECK(range_of(0, std::span(leaves).first(n)).root() == root);
    if (n < kMaxLeaves) one_by_one.append_leaf(leaves[n]);
  }
}

TEST_CASE("every way to cut up to 130 leaves into two and three ranges") {
  const auto leaves = byte_leaves(kMaxLeaves);
  // ranges[a][b - a] covers [a, b).
  std::vector<std::vector<CompactRange>> ranges(kMaxLeaves + 1);
  std::vector<Hash> roots;
  for (size_t a = 0; a <= kMaxLeaves; a++) {
    for (size_t b = a; b <= kMaxLeaves; b++) ranges[a].push_back(range_of(a, std::span(leaves).subspan(a, b - a)));
    roots.push_back(plain_root(std::span(leaves).first(a)));
  }
  // All cuts into two; all into three up to 66 leaves, and for the largest trees.
  for (size_t a = 0; a <= kMaxLeaves; a++) {
    for (size_t b = a; b <= kMaxLeaves; b++) {
      CompactRange two = ranges[0][a];
      two.append(ranges[a][b - a]);
      if (two.end() != b || two.root() != roots[b]) FAIL("cut at " << a << " of " << b);
      for (size_t c = b; c <= kMaxLeaves; c++) {
        if (c > 66 && c < 127) continue;
        CompactRange three = two;
        three.append(ranges[b][c - b]);
        if (three.root() != roots[c]) FAIL("cut at " << a << " and " << b << " of " << c);
        // The same from the other side: the middle and the right one first.
        if (c % 13 != 0) continue;
        CompactRange right = ranges[a][b - a];
        right.append(ranges[b][c - b]);
        CompactRange all = ranges[0][a];
        all.append(right);
        if (all.root() != roots[c]) FAIL("cut at " << a << " and " << b << " of " << c << ", from the right");
      }
    }
  }
}

TEST_CASE("a range may be appended leaf by leaf where it begins anywhere") {
  const auto leaves = byte_leaves(kMaxLeaves);
  for (size_t a = 0; a <= kMaxLeaves; a++) {
    CompactRange tail(a);
    for (size_t b = a; b < kMaxLeaves; b++) tail.append_leaf(leaves[b]);
    CompactRange all = range_of(0, std::span(leaves).first(a));
    all.append(tail);
    CHECK(all.root() == plain_root(leaves));
  }
}

TEST_CASE("subtrees of whole tiles") {
  const auto leaves = byte_leaves(1111);
  CompactRange range;
  for (size_t tile = 0; tile < 4; tile++) {
    std::vector<Hash> work(leaves.begin() + static_cast<ptrdiff_t>(tile * 256),
                           leaves.begin() + static_cast<ptrdiff_t>(tile * 256 + 256));
    range.append_subtree(8, hash_perfect(work));
  }
  range.append(range_of(1024, std::span(leaves).subspan(1024)));
  CHECK(range.root() == plain_root(leaves));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
