#pragma once
// Do these answers of an index (vindex-lookup) hold under its root?

#include <string>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/ops/host.h"

namespace tlog {

struct VerifyLookupsRequest {
  Hash root;                  // of the index, whom the user believes
  std::string lookups = "-";  // `lookup` records, one a line; "-" is standard input
  bool partial = false;       // the summary behind them may be missing
};

// Emits a `verdict` record for each `lookup` record, in order, and the summary. An absent key that is proved absent is
// verified. No: at least one answer is not proved. Else malformed where a record is no answer, where the stream was cut
// off, or has no answer in it.
Result<Verdict> verify_lookups(const VerifyLookupsRequest& request, Host& host);

}  // namespace tlog
