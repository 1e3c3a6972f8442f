#include "libcore/vindex/answer.h"

#include <random>

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"
#include "tests/unit/vindex/sample.h"

namespace tlog {
namespace {

using testing::sample_index;
using testing::sample_key;
using testing::SampleKey;

TEST_SUITE_BEGIN("vindex");

Hash hash(std::string_view hex) { return *hex_decode_hash(hex); }

std::string root_of(const std::vector<SampleKey>& keys, uint64_t size) {
  const std::string file = sample_index(keys, size);
  return hex_encode(IndexView::open(as_bytes(file))->header().index_root.bytes);
}

// siglog, prefix_tree.rs: foo, bar, foo, baz.
const std::vector<SampleKey> kVector = {sample_key("foo", 0), sample_key("bar", 1), sample_key("foo", 2),
                                        sample_key("baz", 3)};

TEST_CASE("the roots are siglog's after each entry") {
  const std::vector<std::string> roots = {"0000000000000000000000000000000000000000000000000000000000000000",
                                          "6a96728a01b42835b5535428b2986c7af0bacbae23b5139f67b5fb01167d4e7d",
                                          "ea7b819eb848d5ae4f2c8880bdb9dcec0e363f69c2c3a15f07b2a729ac12cbb2",
                                          "96a44a21fb7645e94ecc4817f69c7414fe376cee44a836cf4fcc838160a54a9b",
                                          "689e6d14ad1ceeb748a2489352d90399c5053b10b625f6291c4f35a9f7a3c325"};
  for (size_t n = 0; n <= kVector.size(); n++) {
    CHECK(root_of({kVector.begin(), kVector.begin() + static_cast<ptrdiff_t>(n)}, n) == roots[n]);
  }
}

TEST_CASE("the lookup of foo is siglog's") {
  const std::string file = sample_index(kVector, 4);
  const auto index = IndexView::open(as_bytes(file));
  const IndexAnswer answer = *index->lookup(hash_index_key("foo"));
  CHECK(answer.found);
  CHECK(answer.indices == std::vector<uint64_t>{0, 2});
  REQUIRE(answer.path.size() == 1);
  CHECK(answer.path[0].label_bits == 1);
  CHECK(hex_encode(answer.path[0].label) == "80");
  CHECK(answer.path[0].hash == hash("8c54628cd3d41d93dd8035def75ca97b654b58c0798c20f438c499b08295ff8a"));
  CHECK_FALSE(answer.other_leaf);
  CHECK_FALSE(answer.diverging);
}

// Every answer that differs from this one a little.
std::vector<IndexAnswer> altered(const IndexAnswer& answer) {
  std::vector<IndexAnswer> all;
  const auto with = [&](auto&& change) {
    IndexAnswer copy = answer;
    change(copy);
    all.push_back(std::move(copy));
  };
  const auto flip_all = [&](auto&& hash_of) {
    for (size_t bit = 0; bit < 256; bit++) {
      with([&](IndexAnswer& a) { hash_of(a).bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8); });
    }
  };
  with([](IndexAnswer& a) { a.found = !a.found; });
  with([](IndexAnswer& a) { a.found = !a.found, a.indices.clear(); });
  with([](IndexAnswer& a) { a.found = true, a.indices = {0}, a.other_leaf.reset(), a.diverging.reset(); });
  with([](IndexAnswer& a) { a.indices.push_back(a.indices.empty() ? 0 : a.indices.back() + 1); });
  if (answer.other_leaf) with([](IndexAnswer& a) { a.other_leaf.reset(); });
  if (answer.diverging) with([](IndexAnswer& a) { a.diverging.reset(); });
  if (!answer.other_leaf) with([](IndexAnswer& a) { a.other_leaf = OtherLeaf{}; });
  if (!answer.diverging) with([](IndexAnswer& a) { a.diverging = DivergingNode{}; });
  for (size_t i = 0; i < answer.indices.size(); i++) {
    with([&](IndexAnswer& a) { a.indices.erase(a.indices.begin() + static_cast<ptrdiff_t>(i)); });
    with([&](IndexAnswer& a) { a.indices.insert(a.indices.begin() + static_cast<ptrdiff_t>(i), a.indices[i]); });
    with([&](IndexAnswer& a) { a.indices[i]++; });
    with([&](IndexAnswer& a) { a.indices[i] += a.tree_size; });
    if (i > 0) with([&](IndexAnswer& a) { std::swap(a.indices[i], a.indices[i - 1]); });
  }
  for (size_t i = 0; i < answer.path.size(); i++) {
    with([&](IndexAnswer& a) { a.path.erase(a.path.begin() + static_cast<ptrdiff_t>(i)); });
    with([&](IndexAnswer& a) { a.path.insert(a.path.begin() + static_cast<ptrdiff_t>(i), a.path[i]); });
    if (i > 0) with([&](IndexAnswer& a) { std::swap(a.path[i], a.path[i - 1]); });
    with([&](IndexAnswer& a) { a.path[i].label_bits++; });
    with([&](IndexAnswer& a) { a.path[i].label_bits--; });
    with([&](IndexAnswer& a) { a.path[i].label_bits = UINT64_MAX; });
    with([&](IndexAnswer& a) { a.path[i].label.push_back(0); });
    with([&](IndexAnswer& a) { a.path[i].label.pop_back(); });
    for (size_t bit = 0; bit < answer.path[i].label.size() * 8; bit++) {
      with([&](IndexAnswer& a) { a.path[i].label[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8); });
    }
    flip_all([i](IndexAnswer& a) -> Hash& { return a.path[i].hash; });
  }
  if (answer.other_leaf) {
    flip_all([](IndexAnswer& a) -> Hash& { return a.other_leaf->key; });
    flip_all([](IndexAnswer& a) -> Hash& { return a.other_leaf->value; });
  }
  if (answer.diverging) {
    with([](IndexAnswer& a) { a.diverging->bits++; });
    with([](IndexAnswer& a) { a.diverging->bits--; });
    with([](IndexAnswer& a) { a.diverging->bits = 256; });
    with([](IndexAnswer& a) { a.diverging->prefix.push_back(0); });
    with([](IndexAnswer& a) { std::swap(a.diverging->left, a.diverging->right); });
    for (size_t bit = 0; bit < answer.diverging->prefix.size() * 8; bit++) {
      with([&](IndexAnswer& a) { a.diverging->prefix[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8); });
    }
    flip_all([](IndexAnswer& a) -> Hash& { return a.diverging->left; });
    flip_all([](IndexAnswer& a) -> Hash& { return a.diverging->right; });
  }
  return all;
}

// Keys that share up to 250 bits with others.
std::vector<SampleKey> crafted(std::mt19937& random, size_t count, uint64_t size) {
  std::vector<SampleKey> keys;
  for (size_t i = 0; i < count; i++) {
    SampleKey key = sample_key("k" + std::to_string(random()), random() % size);
    if (!keys.empty() && random() % 3 != 0) {
      key.hash = keys[random() % keys.size()].hash;
      const auto bit = static_cast<unsigned>(random() % 2 == 0 ? random() % 256 : 240 + random() % 11);
      key.hash.bytes[bit / 8] ^= static_cast<uint8_t>(0x80 >> bit % 8);
    }
    keys.push_back(key);
    while (random() % 3 == 0) keys.push_back({key.hash, random() % size, key.key});
  }
  return keys;
}

TEST_CASE("answers prove what they say, and nothing that is near to it") {
  std::mt19937 random(1);
  for (const size_t count : {size_t{0}, size_t{1}, size_t{2}, size_t{3}, size_t{5}, size_t{9}}) {
    const auto keys = crafted(random, count, 20);
    const std::string file = sample_index(keys, 20);
    const auto index = IndexView::open(as_bytes(file));
    const Hash root = index->header().index_root;
    std::vector<Hash> asked;
    for (const SampleKey& key : keys) {
      asked.push_back(key.hash);
      asked.push_back(key.hash);
      const auto bit = static_cast<unsigned>(random() % 256);
      asked.back().bytes[bit / 8] ^= static_cast<uint8_t>(0x80 >> bit % 8);
    }
    asked.push_back(hash_index_key("absent"));
    for (const Hash& key : asked) {
      const auto answer = index->lookup(key);
      REQUIRE(answer);
      CHECK(check_answer(*answer, key, root) == "");
      const bool there = std::any_of(keys.begin(), keys.end(), [&](const SampleKey& k) { return k.hash == key; });
      CHECK(answer->found == there);
      size_t believed = 0;
      for (const IndexAnswer& other : altered(*answer)) believed += check_answer(other, key, root).empty();
      CHECK(believed == 0);
      for (const Hash& of : asked) {
        const auto stranger = index->lookup(of);
        if (of == key) continue;
        // The same end of the way may serve two absent keys, and only such a one.
        CHECK((!check_answer(*stranger, key, root).empty() || (!stranger->found && !there)));
      }
    }
  }
}

TEST_CASE("an answer that is refused says why") {
  const std::string file = sample_index(kVector, 4);
  const auto index = IndexView::open(as_bytes(file));
  const Hash root = index->header().index_root, foo = hash_index_key("foo"), qux = hash_index_key("qux");
  const IndexAnswer found = *index->lookup(foo), absent = *index->lookup(qux);
  const auto why = [&](IndexAnswer answer, const Hash& key, auto&& change) {
    change(answer);
    return check_answer(answer, key, root);
  };
  CHECK(why(found, foo, [](IndexAnswer& a) { a.found = false; }) == "it has entries of a key that it calls absent");
  CHECK(why(found, foo, [](IndexAnswer& a) { a.indices.clear(); }) == "it has no entry of a key that it calls present");
  CHECK(why(found, foo, [](IndexAnswer& a) { a.tree_size = 2; }) == "it has an entry behind the end of the log");
  CHECK(why(found, foo, [](IndexAnswer& a) { a.indices = {2, 0}; }) == "its entries are not in ascending order");
  CHECK(why(found, foo, [](IndexAnswer& a) { a.path[0].label_bits = 0; }) == "its path does not lead down the tree");
  CHECK(why(found, foo, [](IndexAnswer& a) { a.path[0].label = {0}; }) == "its path is not that of the key");
  CHECK(why(found, foo, [](IndexAnswer& a) { a.indices = {0}; }) == "it does not lead to the root of the index");
  CHECK(why(found, foo, [](IndexAnswer& a) { a.other_leaf = OtherLeaf{}; }) ==
        "it has an end of the way beside the key's own leaf");
  CHECK(why(found, foo, [](IndexAnswer& a) { a.found = false, a.indices.clear(); }) ==
        "it does not show where the way ends");
  CHECK(why(found, foo, [&](IndexAnswer& a) {
          a.found = false, a.indices.clear(), a.other_leaf = OtherLeaf{foo, hash_index_value(found.indices)};
        }) == "the leaf at the end of its way is the key's own");
  CHECK(why(absent, qux, [](IndexAnswer& a) { a.other_leaf = OtherLeaf{}, a.diverging = DivergingNode{}; }) ==
        "it has two ends of one way");
}

}  // namespace
}  // namespace tlog
