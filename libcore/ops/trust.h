#pragma once
// Whom a verifier believes, from what the user said.

#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"

namespace tlog {

struct TrustRequest {
  std::vector<std::string> log_keys;  // vkeys
  std::optional<std::string> origin;  // where it is not the name of the key
};

// config: a key that cannot be used, or none.
Result<LogTrust> make_trust(const TrustRequest& request);

}  // namespace tlog
