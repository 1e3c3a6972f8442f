#include "libcore/ops/verify_policy.h"

#include <fmt/format.h>

#include "libcore/base/text.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/trust.h"
#include "libcore/policy/analysis.h"

namespace tlog {

namespace {

// "1 witness", "2 witnesses".
std::string witnesses(size_t count) { return fmt::format("{} witness{}", count, count == 1 ? "" : "es"); }

std::vector<std::string> names(const Policy& policy, const std::vector<size_t>& witnesses) {
  std::vector<std::string> names;
  for (const size_t i : witnesses) names.push_back(printable(policy.witnesses[i].name));
  return names;
}

std::string list(const std::vector<std::string>& names) {
  constexpr size_t kShown = 5;
  const std::vector<std::string> shown(names.begin(),
                                       names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown)));
  return fmt::format("{}{}", fmt::join(shown, ", "), names.size() > kShown ? ", ..." : "");
}

// What the quorum means, in a sentence.
std::string meaning(const Policy& policy, const QuorumAnalysis& analysis) {
  std::string logs = fmt::format("any of the {} logs", policy.logs.size());
  if (policy.logs.empty()) logs = "a log that is known otherwise";
  if (policy.logs.size() == 1) logs = "the log";
  std::string text = "a checkpoint is believed when " + logs + " signed it";
  if (!policy.quorum) return text + "; no witness is asked for, so the log alone can deceive";
  text += " and " + describe_quorum(policy) + " cosigned it";
  if (!analysis.reachable) return text + "; that cannot be reached with keys of supported types";
  const size_t needed = analysis.fewest_needed;
  text += fmt::format("; to deceive, the log and {} must collude", witnesses(needed));
  const size_t losses = *analysis.losses_survived;
  if (losses == 0) {
    const bool one = analysis.essential.size() == 1;
    return text + "; it does not survive the loss of " + (one ? "" : "any one of ") +
           list(names(policy, analysis.essential));
  }
  return text + fmt::format("; it survives the loss of any {}", witnesses(losses));
}

void tell(const Policy& policy, const QuorumAnalysis& analysis, Host& host) {
  Record record("policy");
  record.number("logs", policy.logs.size())
      .number("witnesses", policy.witnesses.size())
      .number("groups", policy.groups.size())
      .text("quorum", policy.quorum ? policy.name_of(*policy.quorum) : "none")
      .text("meaning", meaning(policy, analysis))
      .flag("reachable", analysis.reachable);
  if (analysis.reachable) record.number("fewest_witnesses", analysis.fewest_needed);
  if (analysis.losses_survived) record.number("losses_survived", *analysis.losses_survived);
  record.texts("essential_witnesses", names(policy, analysis.essential))
      .texts("sufficient_witnesses", names(policy, analysis.sufficient_alone));
  host.emit(record.line());
}

}  // namespace

Result<Verdict> verify_policy(const VerifyPolicyRequest& request, Host& host) {
  const std::string name = input_name(request.policy);
  TRY(const std::string text, read_input(request.policy, kMaxPolicyBytes));
  TRY(const Policy policy, parse_policy(text, name));
  tell(policy, analyse_quorum(policy), host);
  const auto remarks = remark_on(policy);
  for (const PolicyRemark& remark : remarks) {
    host.emit(
        Record("policy_remark").number("line", remark.line).text("kind", remark.kind).text("text", remark.text).line());
    host.warn(fmt::format("{}:{}: {}", name, remark.line, remark.text));
  }
  host.emit(summary("tlog-verify").number("remarks", remarks.size()).line());
  CHECK(check_usable(policy, name));
  return Verdict::kYes;
}

}  // namespace tlog
