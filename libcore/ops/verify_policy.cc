#include "libcore/ops/verify_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "libcore/ops/input_file.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/trust.h"
#include "libcore/ops/verdict.h"
#include "libcore/policy/analysis.h"

namespace tlog {

namespace {

// "1 witness", "2 witnesses".
std::string witnesses(size_t count) { return fmt::format("{} witness{}", count, count == 1 ? "" : "es"); }

std::vector<std::string> names(const Policy& policy, const std::vector<size_t>& witnesses) {
  std::vector<std::string> names;
  for (const size_t i : witnesses) names.push_back(policy.witnesses[i].name);
  return names;
}

// For people.
std::string list(const std::vector<std::string>& names) {
  constexpr size_t kShown = 5;
  std::vector<std::string> shown;
  for (size_t i = 0; i < std::min(names.size(), kShown); i++) shown.push_back(name_in_list(names[i]));
  return fmt::format("{}{}", fmt::join(shown, ", "), names.size() > kShown ? ", ..." : "");
}

// Whose signature is asked for.
std::string any_log(const Policy& policy, size_t usable) {
  if (policy.logs.empty()) return "a log that is known otherwise";
  const bool all = usable == policy.logs.size();
  if (usable == 1) return all ? "the log" : "the one log whose key is supported";
  return fmt::format("any of the {} logs{}", usable, all ? "" : " whose keys are supported");
}

// Who must be false to deceive.
std::string deceivers(const QuorumAnalysis& analysis, size_t logs) {
  const size_t needed = analysis.fewest_colluders;
  const std::string log = logs > 1 ? "a log" : "the log";
  if (needed == analysis.fewest_cosignatures)
    return fmt::format("to deceive, {} and {} must collude", log, witnesses(needed));
  const std::string own = logs > 1 ? "a log that is itself a witness" : "the log, itself a witness,";
  if (needed == 0) return own + " can deceive alone";
  return fmt::format("to deceive, {} and {} more must collude", own, witnesses(needed));
}

// What the quorum means, in a sentence.
std::string meaning(const Policy& policy, const QuorumAnalysis& analysis) {
  const auto usable = static_cast<size_t>(std::count_if(
      policy.logs.begin(), policy.logs.end(), [](const PolicyLog& log) { return log.key.verifier.has_value(); }));
  if (usable == 0 && !policy.logs.empty()) return "no checkpoint is believed: no log has a key of a supported type";
  std::string text = "a checkpoint is believed when " + any_log(policy, usable) + " signed it";
  if (!policy.quorum) return text + "; no witness is asked for, so the log alone can deceive";
  text += " and " + describe_quorum(policy) + " cosigned it";
  if (!analysis.reachable) {
    return text + (analysis.fewest_cosignatures > 0 ? "; no checkpoint can have so many signatures"
                                                    : "; that cannot be reached with keys of supported types");
  }
  text += "; " + deceivers(analysis, usable);
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
  if (analysis.reachable) record.number("fewest_witnesses", analysis.fewest_colluders);
  if (analysis.losses_survived) record.number("losses_survived", *analysis.losses_survived);
  record.texts("essential_witnesses", names(policy, analysis.essential))
      .texts("sufficient_witnesses", names(policy, analysis.sufficient_alone));
  host.emit(record.line());
}

// Nothing can be said of a policy that breaks a rule. `remarks` counts those that were told.
Status lint(const VerifyPolicyRequest& request, uint64_t* remarks, Host& host) {
  const std::string name = input_name(request.policy);
  TRY(const Policy policy, read_policy(request.policy));
  tell(policy, analyse_quorum(policy), host);
  for (const PolicyRemark& remark : remark_on(policy)) {
    ++*remarks;
    host.emit(
        Record("policy_remark").number("line", remark.line).text("kind", remark.kind).text("text", remark.text).line());
    host.warn(fmt::format("{}:{}: {}", name, remark.line, remark.text));
  }
  return check_usable(policy, name);
}

}  // namespace

Result<Verdict> verify_policy(const VerifyPolicyRequest& request, Host& host) {
  uint64_t remarks = 0;
  auto status = lint(request, &remarks, host);
  Record end = summary("tlog-verify");
  end.number("remarks", remarks);
  if (!status) return could_not_tell("policy", std::move(status).error(), end.number("unknown", 1), host);
  host.emit(end.line());
  return Verdict::kYes;
}

}  // namespace tlog
