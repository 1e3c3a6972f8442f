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

// Sorts `count` keys, as long as the longest every now and then, and says in how many places they are not in order.
void sort_and_compare(uint64_t count, size_t key_bytes, size_t max_runs) {
  const TempDir directory;
  KeySorter sorter(directory / "", kMinSortMemory, max_runs);
  std::mt19937_64 random(count);
  std::vector<std::pair<Hash, uint64_t>> expected;
  for (uint64_t i = 0; i < count; i++) {
    SampleKey key = sample_key(std::to_string(random() % (count / 2 + 1)), i);
    key.key.assign(i % 1000 == 7 ? kMaxIndexKeyBytes : key_bytes, static_cast<char>('a' + i % 26));
    expected.emplace_back(key.hash, key.entry);
    REQUIRE(sorter.add({key.hash, key.entry, key.key}).ok());
  }
  std::sort(expected.begin(), expected.end());
  auto sorted = sorter.sorted();
  REQUIRE(sorted);
  uint64_t wrong = 0;
  for (const auto& [hash, entry] : expected) {
    const auto item = (*sorted)->next();
    REQUIRE(item);
    REQUIRE(*item != nullptr);
    const size_t length = entry % 1000 == 7 ? kMaxIndexKeyBytes : key_bytes;
    const bool right = (*item)->hash == hash && (*item)->entry == entry &&
                       (*item)->key == std::string(length, static_cast<char>('a' + entry % 26));
    wrong += right ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(*(*sorted)->next() == nullptr);
  CHECK(std::filesystem::is_empty(directory / ""));
}

TEST_CASE("keys are sorted in memory, and in runs") {
  sort_and_compare(0, 3, kMaxSortRuns);
  sort_and_compare(1, 3, kMaxSortRuns);
  sort_and_compare(5000, 40, kMaxSortRuns);
  sort_and_compare(30'000, 3000, kMaxSortRuns);  // several runs
}

TEST_CASE("more runs than are merged at once") { sort_and_compare(30'000, 3000, 2); }

}  // namespace
}  // namespace tlog
