#pragma once
// Does this proof show that this entry is in the log? C2SP tlog-proof.

#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/leaf_choice.h"
#include "libcore/ops/trust.h"

namespace tlog {

struct VerifyProofRequest {
  TrustRequest trust;
  LeafChoice leaf;
  std::string proof = "-";  // a file; "-" is standard input
};

// Emits a `verdict` record and the summary. malformed: not a proof, or no checkpoint in it.
Result<Verdict> verify_proof(const VerifyProofRequest& request, Host& host);

}  // namespace tlog
