#pragma once
// Publishes the checkpoint that a log has signed, once enough witnesses have cosigned it: those of a C2SP tlog-policy,
// asked as C2SP tlog-witness says. What is not verified is not published, and below the quorum nothing changes.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"

namespace tlog {

struct PublishRequest {
  std::string log;                    // the directory
  TrustRequest trust;                 // with a policy
  HttpOptions http;                   // `contact` and `ca_file` alone
  uint64_t timeout_s = 30;            // for all witnesses together
  uint64_t extra_s = 0;               // how long to wait for more than the quorum, once it is published
  std::optional<uint64_t> refresh_s;  // cosignatures that are older are asked for again
  bool watch = false;                 // go on with each checkpoint that is signed, until told to stop
  uint64_t wait_seconds = 0;          // for a lock
};

// Yes: the checkpoint is published, now or before. No: the log is not what was signed, or a witness says that it has
// cosigned another tree of it. busy: the quorum is not reached, or another process works on the log. not_found: nothing
// was signed. config: a policy whose quorum can never be reached.
Result<Verdict> publish_log(const PublishRequest& request, Host& host);

}  // namespace tlog
