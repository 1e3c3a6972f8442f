#include "libcore/ops/chunk_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "libcore/chunk/placement.h"
#include "libcore/chunk/split.h"

namespace tlog {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kNap{100};  // how long a cancellation may go unnoticed
constexpr uint64_t kMaxDoublings = 10;

void sleep_for(milliseconds pause, const Host& host) {
  const auto until = std::chrono::steady_clock::now() + pause;
  while (!host.cancelled()) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= until) return;
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(kNap, until - now));
  }
}

}  // namespace

ChunkSource::ChunkSource(ChunkEndpoints& endpoints, const SourcePolicy& policy, Host& host)
    : endpoints_(endpoints), policy_(policy), host_(host), counts_(endpoints.endpoints().size()) {
  for (const Endpoint& endpoint : endpoints.endpoints()) ids_.push_back(endpoint.id);
}

std::vector<SourceCounts> ChunkSource::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

std::vector<size_t> ChunkSource::order_for(const Address& address) const {
  std::vector<size_t> order = closest(ids_, address, ids_.size());
  std::vector<int> rank(ids_.size());
  {
    std::lock_guard lock(mutex_);
    for (size_t i = 0; i < rank.size(); i++) rank[i] = counts_[i].wrong > 0 ? 1 : 0;
  }
  for (size_t i = 0; i < rank.size(); i++) rank[i] += endpoints_.is_resting(i) ? 2 : 0;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return rank[a] < rank[b]; });
  return order;
}

ChunkSource::Answer ChunkSource::ask(size_t endpoint, const Address& address, FetchedChunk& out, std::string& reason) {
  out.attempts++;
  auto bytes = endpoints_.get(endpoint, address, kMaxChunkBytes);
  std::unique_lock lock(mutex_);
  SourceCounts& counts = counts_[endpoint];
  if (bytes) {
    counts.served++;
    out.bytes = *std::move(bytes);
    out.endpoint = endpoint;
    return Answer::kChunk;
  }
  const Error& error = bytes.error();
  if (error.code() == Errc::kBusy) return Answer::kLater;  // cancelled: nobody's fault
  reason = error.message();
  const bool wrong = error.code() == Errc::kMalformed, missing = error.code() == Errc::kNotFound;
  const bool first_lie = wrong && counts.wrong == 0;
  counts.wrong += wrong ? 1 : 0;
  counts.missing += missing ? 1 : 0;
  counts.failed += wrong || missing ? 0 : 1;
  lock.unlock();
  if (first_lie) {
    host_.warn(fmt::format("{} (chunk {}); it is asked last from now on", reason, hex_encode(address)));
  } else {
    host_.note(reason);
  }
  if (wrong || missing) return Answer::kNever;
  return error.code() == Errc::kDenied ? Answer::kRefused : Answer::kLater;
}

Result<FetchedChunk> ChunkSource::get(const Address& address) {
  FetchedChunk out;
  std::string reason, refusal;
  std::vector<size_t> left = order_for(address);
  for (uint64_t round = 0;; round++) {
    std::vector<size_t> later;
    for (const size_t endpoint : left) {
      if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
      std::string why;
      switch (ask(endpoint, address, out, why)) {
        case Answer::kChunk:
          return out;
        case Answer::kNever:
          break;
        case Answer::kRefused:
          refusal = why;
          break;
        case Answer::kLater:
          later.push_back(endpoint);
          reason = why;
          break;
      }
    }
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    if (later.empty() || round == policy_.retries) {
      left = std::move(later);
      break;
    }
    left = std::move(later);
    sleep_for(milliseconds(policy_.backoff_ms << std::min(round, kMaxDoublings)), host_);
  }
  const std::string chunk = "chunk " + hex_encode(address);
  if (!left.empty()) return Error(Errc::kNetwork, fmt::format("{}: no store that answers has it: {}", chunk, reason));
  if (!refusal.empty()) return Error(Errc::kDenied, fmt::format("{}: no store gives it: {}", chunk, refusal));
  return Error(Errc::kNotFound, fmt::format("{}: none of {} stores has it", chunk, ids_.size()));
}

}  // namespace tlog
