#pragma once
// Reads a whole log and says whether it is what its checkpoint commits to: the signature, every entry bundle, every
// leaf, every tile, the root.

#include <string>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"

namespace tlog {

struct VerifyLogRequest {
  TrustRequest trust;
  std::string log;  // the directory, or the URL
  HttpOptions http;
  unsigned jobs = 1;
};

// Emits a `bad_object` record for every object that is missing or wrong, an `unreadable_object` record for every one
// that could not be read, a `verdict` record and the summary. No: at least one object is bad. An error when none is bad
// but not all could be read.
Result<Verdict> verify_log(const VerifyLogRequest& request, Host& host);

}  // namespace tlog
