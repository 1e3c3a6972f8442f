#include "libcore/ops/witness_poll.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "libcore/os/ordered_parallel.h"

namespace tlog {

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxAskedAtOnce = 500;  // a thread and a connection for each
// Of the time that there is, one try takes at most a part, so that a witness which lost a request can be asked again.
constexpr int kTriesInTime = 3;

}  // namespace

Status ask_witnesses(const Policy& policy, const HttpOptions& http, WitnessQuestion question,
                     const std::vector<WitnessToAsk>& witnesses, std::chrono::seconds limit, Host& host,
                     const std::function<bool(size_t, WitnessAnswer)>& take) {
  if (witnesses.empty()) return {};
  const auto deadline = Clock::now() + limit;
  std::atomic<bool> enough = false;
  question.given_up = [&] { return enough || host.cancelled() || Clock::now() >= deadline; };
  HttpOptions options = http;
  options.connections = std::min(witnesses.size(), kMaxAskedAtOnce);
  options.timeout_s = static_cast<uint64_t>(std::max<int64_t>(limit.count() / kTriesInTime, 1));
  options.cancelled = question.given_up;
  TRY(const auto client, HttpClient::open(options));

  std::mutex mutex;  // of what follows, and of `take`
  std::optional<Error> failure;
  const auto ask = [&](const WitnessToAsk& witness) {
    auto answer = ask_witness(*client, question, policy.witnesses[witness.number], witness.known);
    std::lock_guard lock(mutex);
    if (!answer) {
      if (!failure) failure = std::move(answer).error();
      enough = true;
      return true;
    }
    if (answer->kind == WitnessAnswer::Kind::kInterrupted && !enough) {
      const std::string why = host.cancelled() ? "the run was interrupted" : "it did not answer in time";
      answer->kind = WitnessAnswer::Kind::kNothing;
      answer->reason = answer->reason.empty() ? why : answer->reason + "; " + why;
    }
    if (take(witness.number, *std::move(answer))) enough = true;
    return true;
  };
  size_t next = 0;
  ordered_parallel<WitnessToAsk, bool>(
      static_cast<unsigned>(options.connections), witnesses.size(),
      [&] { return next < witnesses.size() ? std::optional(witnesses[next++]) : std::nullopt; }, ask,
      [](bool) { return true; });
  if (failure) return *std::move(failure);
  return {};
}

}  // namespace tlog
