#include "libcore/ops/chunk_rounds.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>
#include <thread>

#include "libcore/net/http.h"
#include "libcore/os/ordered_parallel.h"

namespace tlog {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kNap{100};  // how long a cancellation may go unnoticed
constexpr size_t kWindowPerThread = 4;

void sleep_for(milliseconds pause, Host& host) {
  const auto until = std::chrono::steady_clock::now() + pause;
  while (!host.cancelled()) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= until) return;
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(kNap, until - now));
  }
}

struct Tried {
  size_t item;
  Again again;
};

}  // namespace

void in_rounds(size_t count, const RoundPolicy& policy, Host& host, const std::function<Again(size_t)>& work,
               const std::function<void(size_t)>& after) {
  std::vector<size_t> items(count);
  std::iota(items.begin(), items.end(), size_t{0});
  for (uint64_t round = 0; !items.empty() && !host.cancelled(); round++) {
    std::vector<size_t> failed;
    uint64_t after_s = 0;
    size_t next = 0;
    const auto threads = static_cast<unsigned>(std::min<size_t>(policy.at_once, items.size()));
    ordered_parallel<size_t, Tried>(
        threads, threads * kWindowPerThread,
        [&]() -> std::optional<size_t> {
          if (next == items.size() || host.cancelled()) return std::nullopt;
          return items[next++];
        },
        [&](size_t item) {
          return Tried{item, work(item)};
        },
        [&](Tried tried) {
          if (tried.again.wanted && round < policy.retries) {
            failed.push_back(tried.item);
            after_s = std::max(after_s, tried.again.after_s);
          } else {
            after(tried.item);
          }
          return true;
        });
    if (failed.empty()) return;
    items = std::move(failed);
    const milliseconds backoff(policy.backoff_ms << std::min<uint64_t>(round, 10));
    const milliseconds asked = std::chrono::seconds(after_s > kMaxRetryAfterSeconds ? 0 : after_s);
    sleep_for(std::max(backoff, asked), host);
  }
}

}  // namespace tlog
