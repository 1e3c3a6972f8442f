#pragma once
// Lints a policy: what its quorum means, which losses it survives, and what other programs would read differently.

#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"

namespace tlog {

struct VerifyPolicyRequest {
  std::string policy;  // a file; "-" is standard input
};

// Emits a `policy` record, a `policy_remark` record for each remark, and the summary. config: it breaks a rule of C2SP
// tlog-policy, or nothing can ever be believed under it.
Result<Verdict> verify_policy(const VerifyPolicyRequest& request, Host& host);

}  // namespace tlog
