#include "libcore/tiles/bundle_set.h"

#include <algorithm>

namespace tlog {

void BundleSet::add(BundleRange range) {
  // Those that it overlaps or touches become a part of it.
  const auto first =
      std::find_if(ranges_.begin(), ranges_.end(), [&](const BundleRange& other) { return other.end >= range.first; });
  const auto end =
      std::find_if(first, ranges_.end(), [&](const BundleRange& other) { return other.first > range.end; });
  if (first != end) {
    range.first = std::min(range.first, first->first);
    range.end = std::max(range.end, (end - 1)->end);
  }
  ranges_.insert(ranges_.erase(first, end), range);
  if (ranges_.size() > kMaxRanges) merge_nearest();
}

void BundleSet::remove(BundleRange range) {
  std::vector<BundleRange> left;
  for (const BundleRange& other : ranges_) {
    const BundleRange before{other.first, std::min(other.end, range.first)};
    const BundleRange behind{std::max(other.first, range.end), other.end};
    if (before.first < before.end) left.push_back(before);
    if (behind.first < behind.end) left.push_back(behind);
  }
  ranges_ = std::move(left);
  if (ranges_.size() > kMaxRanges) merge_nearest();
}

bool BundleSet::contains(uint64_t bundle) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const BundleRange& range) { return range.first <= bundle && bundle < range.end; });
}

uint64_t BundleSet::count() const {
  uint64_t count = 0;
  for (const BundleRange& range : ranges_) count += range.end - range.first;
  return count;
}

void BundleSet::merge_nearest() {
  auto nearest = ranges_.begin();
  for (auto at = ranges_.begin(); at + 1 != ranges_.end(); ++at) {
    if ((at + 1)->first - at->end < (nearest + 1)->first - nearest->end) nearest = at;
  }
  nearest->end = (nearest + 1)->end;
  ranges_.erase(nearest + 1);
}

}  // namespace tlog
