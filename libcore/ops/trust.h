#pragma once
// Whom a verifier believes, from what the user said.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/host.h"
#include "libcore/text/record.h"

namespace tlog {

// A policy file or keys of logs, not both.
struct TrustRequest {
  std::optional<std::string> policy;  // a file; "-" is standard input
  std::vector<std::string> log_keys;  // vkeys
  std::optional<std::string> origin;  // where it is not the name of the key
  std::optional<uint64_t> max_age_seconds;
  std::optional<uint64_t> max_future_seconds;  // kMaxFutureSeconds where it is not said
  std::optional<uint64_t> now;                 // for tests; without it what the clock says
};

// The policy in a file; "-" is standard input. config: it breaks a rule, with the line, or is too long.
Result<Policy> read_policy(const std::string& path);

// Warns of what the policy has that never counts. config: a policy or a key that cannot be used, none, or a limit on
// the age where no time is signed. not_found and others: the policy cannot be read.
Result<Trust> make_trust(const TrustRequest& request, Host& host);

// The keys of logs in --log-key. config: what is none, or a cosigner's; that there is none at all.
Result<std::vector<VerifierKey>> parse_log_keys(const std::vector<std::string>& vkeys);

// config: nothing can ever be believed under this policy. `name` is its file's, for the message.
Status check_usable(const Policy& policy, const std::string& name);

// Whether the user says whom to believe at all.
bool names_anybody(const TrustRequest& request);

// True where a policy names the logs and the user another origin: every verdict says so.
bool overrides_origin(const TrustRequest& request);

// What a verdict record says of a checkpoint that was verified.
void add_checkpoint(Record& record, const TrustRequest& request, const Checkpoint& checkpoint);

}  // namespace tlog
