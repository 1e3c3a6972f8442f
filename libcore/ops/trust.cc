#include "libcore/ops/trust.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/text.h"
#include "libcore/ops/input_file.h"
#include "libcore/os/clock.h"
#include "libcore/policy/analysis.h"

namespace tlog {

namespace {

Result<Policy> read_usable_policy(const std::string& path, Host& host) {
  TRY(Policy policy, read_policy(path));
  const std::string name = input_name(path);
  for (const PolicyRemark& remark : remark_on(policy)) {
    if (remark.kind == "never_counts") host.warn(fmt::format("{}:{}: {}", name, remark.line, remark.text));
  }
  CHECK(check_usable(policy, name));
  return policy;
}

}  // namespace

Result<Policy> read_policy(const std::string& path) {
  const auto text = read_input(path, kMaxPolicyBytes);
  if (text) return parse_policy(*text, input_name(path));
  // Longer than a policy can be.
  if (text.error().code() == Errc::kMalformed) return Error(Errc::kConfig, text.error().message());
  return text.error();
}

Result<std::vector<VerifierKey>> parse_log_keys(const std::vector<std::string>& vkeys) {
  std::vector<VerifierKey> keys;
  for (const std::string& text : vkeys) {
    auto key = parse_vkey(text);
    if (!key) return std::move(key).error().context("--log-key");
    if (key->type != KeyType::kLog) {
      return Error(Errc::kConfig, "--log-key: a cosigner's key (type 0x04) does not sign for a log")
          .hint("the log's own key has type 0x01");
    }
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return Error(Errc::kConfig, "no key to believe");
  return keys;
}

Result<Trust> make_trust(const TrustRequest& request, Host& host) {
  Trust trust;
  if (request.policy) {
    TRY(trust.policy, read_usable_policy(*request.policy, host));
  } else {
    TRY(const auto keys, parse_log_keys(request.log_keys));
    trust.policy = policy_of_logs(keys);
  }
  if (request.origin) {
    if (auto status = check_origin(*request.origin); !status) return std::move(status).error().context("--origin");
    trust.origin = request.origin;
  }
  if (request.max_age_seconds && !trust.policy.quorum) {
    return Error(Errc::kConfig, "--max-age: without a quorum of witnesses there is no time to go by")
        .hint("a policy with witnesses says whose time to believe");
  }
  trust.now = request.now ? *request.now : unix_time();
  trust.max_future_seconds = request.max_future_seconds.value_or(kMaxFutureSeconds);
  trust.max_age_seconds = request.max_age_seconds;
  if (overrides_origin(request)) {
    host.warn(fmt::format("the origin must be \"{}\", as --origin says: the policy's names of logs are set aside",
                          printable(*request.origin)));
  }
  return trust;
}

Status check_usable(const Policy& policy, const std::string& name) {
  const bool any_log = std::any_of(policy.logs.begin(), policy.logs.end(),
                                   [](const PolicyLog& log) { return log.key.verifier.has_value(); });
  if (!any_log) return Error(Errc::kConfig, name + ": no log whose signature could be checked");
  const QuorumAnalysis quorum = analyse_quorum(policy);
  if (quorum.reachable) return {};
  const std::string where = fmt::format("{}:{}", name, policy.quorum_line);
  if (quorum.fewest_cosignatures == 0) {
    return Error(Errc::kConfig, where + ": the quorum cannot be reached by witnesses whose keys are supported");
  }
  return Error(Errc::kConfig,
               fmt::format("{}: the quorum needs {} cosignatures, and a checkpoint can have {} signatures "
                           "with that of the log",
                           where, quorum.fewest_cosignatures, kMaxNoteSignatures));
}

bool names_anybody(const TrustRequest& request) { return request.policy || !request.log_keys.empty(); }

bool overrides_origin(const TrustRequest& request) { return request.policy && request.origin; }

void add_checkpoint(Record& record, const TrustRequest& request, const Checkpoint& checkpoint) {
  record.text("origin", checkpoint.origin);
  if (overrides_origin(request)) record.flag("origin_override", true);
  record.number("tree_size", checkpoint.size.value).hash("root_hash", checkpoint.root);
}

}  // namespace tlog
