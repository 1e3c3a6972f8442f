#include "libcore/tiles/bundle_set.h"

#include <random>
#include <set>

#include "tests/unit/testing.h"

using tlog::BundleRange;
using tlog::BundleSet;

namespace {

std::set<uint64_t> members(const BundleSet& set) {
  std::set<uint64_t> out;
  for (const BundleRange& range : set.ranges()) {
    for (uint64_t n = range.first; n < range.end; n++) out.insert(n);
  }
  return out;
}

void check_form(const BundleSet& set) {
  CHECK(set.ranges().size() <= BundleSet::kMaxRanges);
  for (size_t i = 0; i < set.ranges().size(); i++) {
    CHECK(set.ranges()[i].first < set.ranges()[i].end);
    if (i > 0) CHECK(set.ranges()[i - 1].end < set.ranges()[i].first);
  }
}

}  // namespace

TEST_CASE("a set of bundles is a set of numbers") {
  std::mt19937_64 dice(9);
  for (int round = 0; round < 200; round++) {
    BundleSet set;
    std::set<uint64_t> expected;
    for (int i = 0; i < 50; i++) {
      const uint64_t first = dice() % 60, end = first + 1 + dice() % 12;
      const bool adds = dice() % 2 == 0;
      adds ? set.add({first, end}) : set.remove({first, end});
      for (uint64_t n = first; n < end; n++) adds ? (void)expected.insert(n) : (void)expected.erase(n);
      REQUIRE(members(set) == expected);
      REQUIRE(set.count() == expected.size());
      CHECK(set.empty() == expected.empty());
      for (uint64_t n = 0; n < 75; n++) CHECK(set.contains(n) == (expected.count(n) == 1));
      check_form(set);
    }
  }
}

TEST_CASE("a set of bundles has few ranges, and loses none") {
  BundleSet set;
  for (uint64_t n = 0; n < 3 * BundleSet::kMaxRanges; n++) set.add({2 * n, 2 * n + 1});
  check_form(set);
  const std::set<uint64_t> there = members(set);
  for (uint64_t n = 0; n < 3 * BundleSet::kMaxRanges; n++) CHECK(there.count(2 * n) == 1);
  // The nearest ones became one, and not others.
  BundleSet far;
  for (uint64_t n = 0; n < BundleSet::kMaxRanges; n++) far.add({1000 * n, 1000 * n + 1});
  far.add({500'002, 500'003});
  check_form(far);
  CHECK(far.count() == BundleSet::kMaxRanges + 2);
  // A range that is cut in two is one more.
  BundleSet cut;
  for (uint64_t n = 0; n < BundleSet::kMaxRanges; n++) cut.add({1000 * n, 1000 * n + 10});
  cut.remove({5, 6});
  check_form(cut);
  CHECK(cut.count() == 10 * BundleSet::kMaxRanges);
}
