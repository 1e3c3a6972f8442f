#pragma once
// Do these answers of an index (vindex-lookup) hold under its root, or under whom the user believes?

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"

namespace tlog {

struct VerifyLookupsRequest {
  std::optional<Hash> root;   // of the index, whom the user believes; else:
  TrustRequest trust;         // whom to believe, by way of a checkpoint and an anchor (lookup_judge.h)
  std::string field;          // with `trust`: what makes the keys of the index; empty: any
  std::string lookups = "-";  // `lookup` records, one a line; "-" is standard input
  bool partial = false;       // the summary behind them may be missing
};

// Emits a `verdict` record for each `lookup` record, in order, and the summary. An absent key that is proved absent is
// verified. No: at least one answer is not proved. Else malformed where a record is no answer, where the stream was cut
// off, or has no answer in it; and what make_trust() and judge_lookup() say.
Result<Verdict> verify_lookups(const VerifyLookupsRequest& request, Host& host);

}  // namespace tlog
