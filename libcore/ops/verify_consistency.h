#pragma once
// Is what the log says now a continuation of what it said before? Two checkpoints, both of which must be believed, and
// the proof that the tree of one is the beginning of the other's: offline, or from the log's tiles.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"

namespace tlog {

struct VerifyConsistencyRequest {
  TrustRequest trust;
  std::string older, newer;  // files of checkpoints; one of them may be "-"
  // One of the two.
  std::optional<std::string> proof;  // a `consistency` record with its summary; "-" is standard input
  std::optional<std::string> log;    // the directory or the URL of the log, whose tiles have the proof
  bool partial = false;              // the summary behind a proof may be missing
  HttpOptions http;
};

// Emits a `verdict` record and the summary. No: one of the checkpoints is not to be believed, or the proof does not
// hold, or the older one is of a larger tree (the log was rolled back). malformed: no checkpoint, no proof.
// config: the checkpoints, or one and the log, are of different logs.
Result<Verdict> verify_consistency(const VerifyConsistencyRequest& request, Host& host);

}  // namespace tlog
