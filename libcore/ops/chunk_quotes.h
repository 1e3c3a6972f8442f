#pragma once
// Where a chunk belongs, and what its stores ask for it: spec/upload.md section 2. Twice as many stores as the group
// has are asked, the nearest by the distance of their ids to the address; those that answer are put in the order of
// their distance, and the first of them are the group.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/chunk/address.h"
#include "libcore/ops/amount.h"
#include "libcore/store/chunk_endpoints.h"

namespace tlog {

struct GroupPolicy {
  uint64_t group = 7;
  uint64_t over_query = 2;  // that many groups are asked
  uint64_t quorum = 4;      // more than half of the group
  uint64_t multiplier = 3;  // of the median price
};

// A store that answered.
struct QuotedStore {
  size_t endpoint = 0;
  bool has = false;  // says that it has the chunk; there is no price then
  Amount price{};
  uint64_t expires_unix = 0;
  std::string signature{};
};

enum class QuoteOutcome {
  kAlready,  // enough of the group have it
  kQuoted,   // there are as many quotes as the group has stores
  kMixed,    // neither of the two; but those that have it and those that quoted are a group together
  kTooFew,   // fewer answers than the group has stores
};
struct ChunkQuotes {
  QuoteOutcome outcome = QuoteOutcome::kTooFew;
  std::vector<QuotedStore> answers;  // the nearest first; the first `group` of them are the group
  std::string reason{};              // of kTooFew
  bool passing = false;              // of kTooFew: it may be otherwise later
  uint64_t retry_after_s = 0;
};

// What the answers mean, which are in the order of distance.
QuoteOutcome decide_quotes(std::span<const QuotedStore> answers, const GroupPolicy& policy);

// What is to be settled for the chunk: the median price of the group (of an even number the upper one), so many times,
// for the store that asks for it; of several the nearest. Nothing where that is 0, or nobody has quoted.
// malformed: more than an amount can be.
struct MedianQuote {
  QuotedStore store;
  Amount amount;
};
Result<std::optional<MedianQuote>> median_quote(std::span<const QuotedStore> answers, const GroupPolicy& policy);

// The name of a quote: BLAKE3 over everything in it.
Hash hash_of_quote(const Hash& endpoint, const Address& address, uint64_t size, const QuotedStore& quote);

}  // namespace tlog
