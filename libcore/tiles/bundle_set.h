#pragma once
// A set of entry bundles, by their numbers, as a few ranges. It never has more than kMaxRanges of them: beyond that the
// two that are nearest to each other become one, with what is between them. So it may hold more than was added, and
// never less, until it is looked at what is there.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tlog {

struct BundleRange {
  uint64_t first = 0, end = 0;  // first < end
  auto operator<=>(const BundleRange&) const = default;
};

class BundleSet {
 public:
  static constexpr size_t kMaxRanges = 1000;  // 40 KB of text

  void add(BundleRange range);
  void remove(BundleRange range);
  bool empty() const { return ranges_.empty(); }
  bool contains(uint64_t bundle) const;
  // How many bundles.
  uint64_t count() const;
  // In order, none next to another.
  std::span<const BundleRange> ranges() const { return ranges_; }

 private:
  void merge_nearest();
  std::vector<BundleRange> ranges_;
};

}  // namespace tlog
