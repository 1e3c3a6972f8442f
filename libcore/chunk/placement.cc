#include "libcore/chunk/placement.h"

#include <algorithm>
#include <numeric>

namespace tlog {

std::vector<size_t> closest(std::span<const Hash> ids, const Address& address, size_t count) {
  std::vector<std::array<uint8_t, 32>> distance(ids.size());
  for (size_t i = 0; i < ids.size(); i++) {
    for (size_t j = 0; j < 32; j++) distance[i][j] = static_cast<uint8_t>(ids[i].bytes[j] ^ address.bytes[j]);
  }
  std::vector<size_t> order(ids.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return distance[a] < distance[b]; });
  // Equal distances are equal ids.
  const auto equal_ids = [&](size_t a, size_t b) { return distance[a] == distance[b]; };
  order.erase(std::unique(order.begin(), order.end(), equal_ids), order.end());
  if (order.size() > count) order.resize(count);
  return order;
}

}  // namespace tlog
