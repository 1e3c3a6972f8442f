#include "libcore/store/key_sorter.h"

#include <filesystem>
#include <random>

#include "libcore/vindex/index_file.h"
#include "tests/unit/testing.h"
#include "tests/unit/vindex/sample.h"

namespace tlog {
namespace {

using testing::sample_key;
using testing::SampleKey;
using testing::TempDir;

TEST_SUITE_BEGIN("store");

TEST_CASE("what runs take of the disk, before they are made") {
  constexpr uint64_t kMemory = kMinSortMemory;
  const uint64_t fit = kMemory / (44 + 64 + 16);
  CHECK(sort_run_bytes(0, 64, kMemory) == 0);
  CHECK(sort_run_bytes(fit, 64, kMemory) == 0);
  CHECK(sort_run_bytes(fit + 1, 64, kMemory) == (fit + 1) * 108);
  CHECK(sort_run_bytes(62 * fit, 64, kMemory) == 62 * fit * 108);
  CHECK(sort_run_bytes(64 * fit, 64, kMemory) == 2 * 64 * fit * 108);  // made one on the way
  CHECK(sort_run_bytes(kMaxTreeSize, 64, uint64_t{1} << 40) > kMaxTreeSize * 100);
}

struct Sorting {
  uint64_t count = 0;
  size_t key_bytes = 3;
  unsigned jobs = 1;
  size_t max_runs = kMaxSortRuns;
  bool one_part = false;  // all hashes begin with the same byte
  bool shuffled = false;  // entries come in no order
};

// Sorts keys, as long as the longest every now and then, and says in how many places they are not in order.
void sort_and_compare(const Sorting& how) {
  const TempDir directory;
  KeySorter sorter(directory / "", kMinSortMemory, how.jobs, how.max_runs);
  std::mt19937_64 random(how.count);
  std::vector<uint64_t> entries(how.count);
  for (uint64_t i = 0; i < how.count; i++) entries[i] = i;
  if (how.shuffled) std::shuffle(entries.begin(), entries.end(), random);
  std::vector<std::pair<Hash, uint64_t>> expected;
  for (const uint64_t i : entries) {
    SampleKey key = sample_key(std::to_string(random() % (how.count / 2 + 1)), i);
    if (how.one_part) key.hash.bytes[0] = 7;
    if (i % 100 == 5) key.hash.bytes[31] ^= 1;  // another key with the same first bits
    key.key.assign(i % 1000 == 7 ? kMaxIndexKeyBytes : how.key_bytes, static_cast<char>('a' + i % 26));
    expected.emplace_back(key.hash, key.entry);
    REQUIRE(sorter.add({key.hash, key.entry, key.key}).ok());
  }
  std::sort(expected.begin(), expected.end());
  REQUIRE(sorter.close().ok());
  const auto sorted = sorter.sorted();
  uint64_t wrong = 0;
  for (const auto& [hash, entry] : expected) {
    const auto item = sorted->next();
    REQUIRE(item);
    REQUIRE(*item != nullptr);
    const size_t length = entry % 1000 == 7 ? kMaxIndexKeyBytes : how.key_bytes;
    const bool right = (*item)->hash == hash && (*item)->entry == entry &&
                       (*item)->key == std::string(length, static_cast<char>('a' + entry % 26));
    wrong += right ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(*sorted->next() == nullptr);
  CHECK(std::filesystem::is_empty(directory / ""));
}

TEST_CASE("keys are sorted in memory, and in runs") {
  sort_and_compare({.count = 0});
  sort_and_compare({.count = 1});
  sort_and_compare({.count = 5000, .key_bytes = 40});
  sort_and_compare({.count = 5000, .key_bytes = 40, .jobs = 3, .shuffled = true});
  for (const unsigned jobs : {1u, 3u}) {  // several runs
    sort_and_compare({.count = 30'000, .key_bytes = 3000, .jobs = jobs});
    sort_and_compare({.count = 30'000, .key_bytes = 3000, .jobs = jobs, .shuffled = true});
  }
}

TEST_CASE("keys whose hashes begin with the same byte") {
  sort_and_compare({.count = 5000, .one_part = true, .shuffled = true});
  sort_and_compare({.count = 30'000, .key_bytes = 3000, .jobs = 2, .one_part = true, .shuffled = true});
}

TEST_CASE("more runs than are merged at once") {
  sort_and_compare({.count = 30'000, .key_bytes = 3000, .max_runs = 2});
  sort_and_compare({.count = 30'000, .key_bytes = 3000, .jobs = 2, .max_runs = 2, .one_part = true, .shuffled = true});
}

}  // namespace
}  // namespace tlog
