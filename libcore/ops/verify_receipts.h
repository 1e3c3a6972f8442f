#pragma once
// Is each chunk of a batch below the root that its receipt is for (chunk-upload)? What is shown is what a receipt is
// about, and never that anything was settled.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/ops/host.h"

namespace tlog {

struct VerifyReceiptsRequest {
  std::vector<Hash> roots;         // known from elsewhere; empty: those that the receipts name
  std::optional<uint64_t> leaves;  // of the one root, known from elsewhere
  std::string records = "-";       // `receipt` and `chunk` records, one a line; "-" is standard input
  bool partial = false;            // the summary behind them may be missing
  uint64_t unix_time = 0;          // now
};

// Emits a `verdict` record for each `chunk` record with a proof, in order, when all are read, and the summary. No: a
// proof does not lead to its root, no receipt names the root, or what the receipt says besides is not so. Else
// malformed where a record is no receipt and no proof, where the stream was cut off, or has no proof in it.
Result<Verdict> verify_receipts(const VerifyReceiptsRequest& request, Host& host);

}  // namespace tlog
