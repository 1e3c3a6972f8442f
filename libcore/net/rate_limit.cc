#include "libcore/net/rate_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "libcore/base/assert.h"
#include "libcore/base/encode.h"

namespace tlog {

namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr size_t kNetworkBytes = 8;  // of an IPv6 address

}  // namespace

std::string rate_client(std::string_view address) {
  const std::string text(address);
  in_addr v4{};
  if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return text;
  std::array<uint8_t, 16> v6{};
  if (::inet_pton(AF_INET6, text.c_str(), v6.data()) != 1) return "";
  constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), v6.begin())) {
    char mapped[INET_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET, v6.data() + kMapped.size(), mapped, sizeof mapped);
    return mapped;
  }
  return hex_encode({v6.data(), kNetworkBytes});
}

RateLimit::RateLimit(uint64_t per_second, uint64_t burst, size_t max_clients)
    : interval_ns_(kSecondNs / per_second), room_ns_(burst * interval_ns_), max_clients_(max_clients) {
  ASSERT(per_second >= 1 && burst >= 1 && max_clients >= 1);
}

bool RateLimit::take(const std::string& client, uint64_t now_ns) {
  std::lock_guard lock(mutex_);
  auto at = by_client_.find(client);
  if (at == by_client_.end()) {
    if (buckets_.size() == max_clients_) {
      by_client_.erase(buckets_.back().client);
      buckets_.pop_back();
    }
    buckets_.push_front({client, now_ns});
    at = by_client_.emplace(client, buckets_.begin()).first;
  } else {
    buckets_.splice(buckets_.begin(), buckets_, at->second);
  }
  Bucket& bucket = *at->second;
  const uint64_t full_ns = std::max(bucket.full_ns, now_ns) + interval_ns_;
  if (full_ns - now_ns > room_ns_) return false;
  bucket.full_ns = full_ns;
  return true;
}

}  // namespace tlog
