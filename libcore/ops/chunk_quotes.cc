#include "libcore/ops/chunk_quotes.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/encode.h"
#include "libcore/crypto/blake3.h"

namespace tlog {

namespace {

std::span<const QuotedStore> group_of(std::span<const QuotedStore> answers, const GroupPolicy& policy) {
  return answers.first(std::min<size_t>(answers.size(), policy.group));
}

}  // namespace

QuoteOutcome decide_quotes(std::span<const QuotedStore> answers, const GroupPolicy& policy) {
  const auto group = group_of(answers, policy);
  const auto votes = static_cast<uint64_t>(
      std::count_if(group.begin(), group.end(), [](const QuotedStore& store) { return store.has; }));
  if (votes >= policy.quorum) return QuoteOutcome::kAlready;
  if (group.size() < policy.group) return QuoteOutcome::kTooFew;
  const auto quotes = static_cast<uint64_t>(
      std::count_if(answers.begin(), answers.end(), [](const QuotedStore& store) { return !store.has; }));
  return quotes >= policy.group ? QuoteOutcome::kQuoted : QuoteOutcome::kMixed;
}

Result<std::optional<MedianQuote>> median_quote(std::span<const QuotedStore> answers, const GroupPolicy& policy) {
  std::vector<QuotedStore> quotes;
  for (const QuotedStore& store : group_of(answers, policy)) {
    if (!store.has) quotes.push_back(store);
  }
  if (quotes.empty()) return std::optional<MedianQuote>();
  std::stable_sort(quotes.begin(), quotes.end(),
                   [](const QuotedStore& a, const QuotedStore& b) { return a.price < b.price; });
  const Amount price = quotes[quotes.size() / 2].price;
  const auto amount = price.times(policy.multiplier);
  if (!amount) return Error(Errc::kMalformed, fmt::format("a price of {} is too large", price.text()));
  if (amount->is_zero()) return std::optional<MedianQuote>();
  const auto store =
      std::find_if(quotes.begin(), quotes.end(), [&](const QuotedStore& quote) { return quote.price == price; });
  return std::optional(MedianQuote{*store, *amount});
}

Hash hash_of_quote(const Hash& endpoint, const Address& address, uint64_t size, const QuotedStore& quote) {
  return blake3(
      as_bytes(fmt::format("tlog-tools quote v1\n{}\n{}\n{}\n{}\n{}\n{}\n", hex_encode(ByteView(endpoint.bytes)),
                           hex_encode(address), size, quote.price.text(), quote.expires_unix, quote.signature)));
}

}  // namespace tlog
