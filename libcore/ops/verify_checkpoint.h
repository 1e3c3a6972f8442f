#pragma once
// Is this checkpoint one to believe: signed by the log, cosigned by the quorum, fresh?

#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"

namespace tlog {

struct VerifyCheckpointRequest {
  TrustRequest trust;
  std::string checkpoint = "-";  // a file; "-" is standard input
};

// Emits a `cosignature` record for every witness of the policy that cosigned, a `verdict` record and the summary.
// malformed: no checkpoint.
Result<Verdict> verify_checkpoint(const VerifyCheckpointRequest& request, Host& host);

}  // namespace tlog
