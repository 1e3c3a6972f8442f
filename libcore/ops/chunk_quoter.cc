#include "libcore/ops/chunk_quoter.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/chunk/placement.h"
#include "libcore/os/clock.h"

namespace tlog {

// A vote that is not confirmed is no answer. That may bring others into the group, whose votes are confirmed in turn.
void ChunkQuoter::confirm_votes(const Address& address, uint64_t size, ChunkQuotes& out) {
  std::vector<size_t> confirmed;
  const auto is_confirmed = [&](size_t endpoint) {
    return std::find(confirmed.begin(), confirmed.end(), endpoint) != confirmed.end();
  };
  while (decide_quotes(out.answers, policy_) == QuoteOutcome::kAlready && confirmed.size() < policy_.quorum) {
    std::vector<size_t> asked;
    const size_t group = std::min<size_t>(out.answers.size(), policy_.group);
    for (size_t i = 0; i < group && confirmed.size() + asked.size() < policy_.quorum; i++) {
      if (out.answers[i].has && !is_confirmed(out.answers[i].endpoint)) asked.push_back(out.answers[i].endpoint);
    }
    if (asked.empty()) return;  // a confirmed one is in the group no more: cannot be, and would not end
    const std::vector<size_t> good = sender_.confirm(asked, address, size, out.reason);
    confirmed.insert(confirmed.end(), good.begin(), good.end());
    std::erase_if(out.answers, [&](const QuotedStore& store) {
      return std::find(asked.begin(), asked.end(), store.endpoint) != asked.end() && !is_confirmed(store.endpoint);
    });
  }
}

ChunkQuotes ChunkQuoter::ask(const Address& address, uint64_t size) {
  std::vector<Hash> ids;
  for (const Endpoint& endpoint : endpoints_.endpoints()) ids.push_back(endpoint.id);
  ChunkQuotes out;
  std::vector<size_t> asked, awake;
  for (const size_t endpoint : closest(ids, address, policy_.group * policy_.over_query)) {
    if (endpoints_.has_asked_for_pause(endpoint)) {
      out.reason = endpoints_.name(endpoint) + ": has asked for a pause";
      out.passing = true;
      continue;
    }
    asked.push_back(endpoint);
    if (!endpoints_.is_resting(endpoint)) awake.push_back(endpoint);
  }
  // Those that failed again and again are left in peace while the others are enough.
  if (awake.size() >= policy_.group) asked = std::move(awake);
  const auto replies = endpoints_.quote(asked, address, size);
  for (size_t i = 0; i < asked.size(); i++) {
    const QuoteReply& reply = replies[i];
    if (reply.kind == QuoteReply::Kind::kFailed) {
      out.reason = reply.reason;
      out.passing = out.passing || reply.passing;
      out.retry_after_s = std::max(out.retry_after_s, reply.retry_after_s);
      continue;
    }
    if (reply.expires_unix > 0 && reply.expires_unix <= unix_time()) {
      out.reason = endpoints_.name(asked[i]) + ": a quote that has run out already";
      continue;
    }
    QuotedStore store{.endpoint = asked[i], .has = reply.kind == QuoteReply::Kind::kHas};
    if (!store.has) {
      quotes_++;
      store.price = Amount::parse(reply.price).value_or(Amount());
      store.expires_unix = reply.expires_unix;
      store.signature = reply.signature;
    }
    out.answers.push_back(std::move(store));
  }
  confirm_votes(address, size, out);
  out.outcome = decide_quotes(out.answers, policy_);
  if (out.outcome == QuoteOutcome::kTooFew && (asked.size() > 1 || out.reason.empty())) {
    const std::string last = out.reason.empty() ? "" : "; the last one that failed: " + out.reason;
    out.reason = fmt::format("{} of the {} stores that were asked have answered, and {} are needed{}",
                             out.answers.size(), asked.size(), policy_.group, last);
  }
  return out;
}

}  // namespace tlog
