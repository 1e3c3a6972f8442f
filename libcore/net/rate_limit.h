#pragma once
// How often a client may ask: a bucket of `burst` tokens for each, into which `per_second` of them fall. Memory is
// bounded: of more clients than kMaxRateClients the one that asked longest ago is forgotten, and begins anew.

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tlog {

constexpr size_t kMaxRateClients = 65'536;  // some ten megabytes

// Who counts as one client: an IPv4 address; of an IPv6 address the first 64 bits, which is what one customer has.
// Empty for what is no address.
std::string rate_client(std::string_view address);

class RateLimit {
 public:
  // Both at least 1.
  RateLimit(uint64_t per_second, uint64_t burst, size_t max_clients = kMaxRateClients);

  // Takes a token of this client. False: there is none. `now_ns` never goes back. From any thread.
  bool take(const std::string& client, uint64_t now_ns);

 private:
  struct Bucket {
    std::string client;
    uint64_t full_ns;  // when it has all its tokens again
  };
  const uint64_t interval_ns_, room_ns_;
  const size_t max_clients_;
  std::mutex mutex_;
  std::list<Bucket> buckets_;  // the one that asked last comes first
  std::unordered_map<std::string, std::list<Bucket>::iterator> by_client_;
};

}  // namespace tlog
