#include "libcore/policy/analysis.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "libcore/base/text.h"
#include "libcore/note/note.h"

namespace tlog {

namespace {

constexpr size_t kMaxDescriptionBytes = 1000;  // of a group by its members; beyond that its name is better
constexpr size_t kNever = 1'000'000;           // more witnesses than a policy has, and no overflow when summed up

std::string quoted(std::string_view text) { return "\"" + printable(text) + "\""; }

// Gives every witness a cost, every group the sum of the `take(group)` cheapest members, and returns the quorum's. A
// witness is a member only once, so that no cost is counted twice.
template <typename Cost, typename Take>
size_t cost_of_quorum(const Policy& policy, const Cost& cost, const Take& take) {
  std::vector<size_t> groups;
  const auto cost_of = [&](const PolicyNode& node) {
    return node.kind == PolicyNode::Kind::kWitness ? cost(policy.witnesses[node.index]) : groups[node.index];
  };
  for (const PolicyGroup& group : policy.groups) {
    std::vector<size_t> costs;
    for (const PolicyNode& member : group.members) costs.push_back(cost_of(member));
    std::sort(costs.begin(), costs.end());
    const auto end = costs.begin() + static_cast<std::ptrdiff_t>(take(group));
    groups.push_back(std::min(kNever, std::accumulate(costs.begin(), end, size_t{0})));
  }
  return cost_of(*policy.quorum);
}

bool has_key_of(const PolicyWitness& witness, const PolicyLog& log) {
  return witness.key.listed.key == log.key.listed.key;
}

// How many witnesses are enough beside those that have the key of this log.
size_t fewest_beside(const Policy& policy, const PolicyLog* log) {
  const auto cost = [&](const PolicyWitness& witness) {
    if (!witness.key.verifier) return kNever;
    return log != nullptr && has_key_of(witness, *log) ? size_t{0} : size_t{1};
  };
  return cost_of_quorum(policy, cost, [](const PolicyGroup& group) { return group.threshold; });
}

class Remarks {
 public:
  explicit Remarks(const Policy& policy) : policy_(policy) {}
  std::vector<PolicyRemark> collect();

 private:
  void add(size_t line, std::string kind, std::string text) {
    remarks_.push_back({line, std::move(kind), std::move(text)});
  }
  void look_at_line(size_t line, std::string_view name, const std::optional<std::string>& url);
  void look_at_logs();
  void look_at_witnesses();
  void look_at_names();
  void look_at_quorum();

  const Policy& policy_;
  std::vector<PolicyRemark> remarks_;
};

bool has_foreign_blank(std::string_view text) {
  for (size_t pos = 0; pos < text.size();) {
    const auto c = next_code_point(text, &pos);
    if (!c) {
      pos++;
    } else if (*c > 0x7f && is_unicode_space(*c)) {
      return true;
    }
  }
  return false;
}

// What some programs cut where we do not.
void Remarks::look_at_line(size_t line, std::string_view name, const std::optional<std::string>& url) {
  const std::string_view address = url ? std::string_view(*url) : std::string_view();
  if (name.find('#') != name.npos || address.find('#') != address.npos) {
    add(line, "hash_sign", "has \"#\" inside of a line, where some programs begin a comment");
  }
  if (has_foreign_blank(name) || has_foreign_blank(address)) {
    add(line, "foreign_blank", "has a blank other than space and tab in a name or URL, where some programs split it");
  }
}

void Remarks::look_at_logs() {
  if (policy_.logs.empty()) add(policy_.quorum_line, "no_log", "lists no log: nothing is believed under it alone");
  for (const PolicyLog& log : policy_.logs) {
    look_at_line(log.line, log.key.listed.name, log.url);
    if (!log.key.verifier) {
      add(log.line, "never_counts",
          fmt::format("log {}: key type 0x{:02x} is not supported for a log, so its signatures never count",
                      printable(log.key.listed.name), log.key.listed.type));
    }
  }
  if (policy_.logs.size() > 1) {
    add(policy_.logs[1].line, "several_logs",
        fmt::format("lists {} logs: the signature of any one does, but some programs ask for those of all",
                    policy_.logs.size()));
  }
}

void Remarks::look_at_witnesses() {
  size_t without_url = 0, line = 0;
  for (const PolicyWitness& witness : policy_.witnesses) {
    look_at_line(witness.line, witness.name + ' ' + witness.key.listed.name, witness.url);
    if (!witness.url && without_url++ == 0) line = witness.line;
    if (!witness.key.verifier) {
      add(witness.line, "never_counts",
          fmt::format("witness {}: key type 0x{:02x} is not supported, so its cosignatures never count",
                      quoted(witness.name), witness.key.listed.type));
    }
    for (const PolicyLog& log : policy_.logs) {
      if (!has_key_of(witness, log)) continue;
      add(witness.line, "log_is_witness",
          fmt::format("witness {} has the public key of the log of line {}, which can cosign for it",
                      quoted(witness.name), log.line));
    }
  }
  if (policy_.witnesses.size() >= kMaxNoteSignatures) {
    add(policy_.witnesses[kMaxNoteSignatures - 1].line, "many_witnesses",
        fmt::format(
            "lists {} witnesses: a checkpoint that the log and all of them have signed cannot be read, as it has "
            "more than {} signatures",
            policy_.witnesses.size(), kMaxNoteSignatures));
  }
  if (without_url > 0) {
    add(line, "no_url",
        fmt::format("witnesses without a URL: {} of {}; fine to verify with, but some programs refuse it", without_url,
                    policy_.witnesses.size()));
  }
}

// Two witnesses that one operator may be, and one that is called as the other's key is.
void Remarks::look_at_names() {
  std::map<std::string_view, size_t> by_key_name;  // the first witness of that key name
  for (size_t i = 0; i < policy_.witnesses.size(); i++) {
    const PolicyWitness& witness = policy_.witnesses[i];
    const auto [at, is_new] = by_key_name.emplace(witness.key.listed.name, i);
    if (is_new) continue;
    add(witness.line, "same_key_name",
        fmt::format("witness {} has a key of the same name as witness {}: one witness with two keys would count twice",
                    quoted(witness.name), quoted(policy_.witnesses[at->second].name)));
  }
  for (size_t i = 0; i < policy_.witnesses.size(); i++) {
    const auto at = by_key_name.find(policy_.witnesses[i].name);
    if (at == by_key_name.end() || policy_.witnesses[i].key.listed.name == policy_.witnesses[i].name) continue;
    add(policy_.witnesses[i].line, "misleading_name",
        fmt::format("{} is the name of a witness here and that of another witness's key", quoted(at->first)));
  }
}

void Remarks::look_at_quorum() {
  if (!policy_.quorum) {
    add(policy_.quorum_line, "no_quorum", "the quorum is none: no witness is asked for, the log alone is believed");
  }
  // From the quorum down: members are earlier than their group.
  std::vector<bool> witnesses(policy_.witnesses.size()), groups(policy_.groups.size());
  const auto reach = [&](const PolicyNode& node) {
    (node.kind == PolicyNode::Kind::kWitness ? witnesses : groups)[node.index] = true;
  };
  if (policy_.quorum) reach(*policy_.quorum);
  for (size_t i = groups.size(); i-- > 0;) {
    if (!groups[i]) continue;
    for (const PolicyNode& member : policy_.groups[i].members) reach(member);
  }
  size_t last_line = 0;
  for (const PolicyLog& log : policy_.logs) last_line = std::max(last_line, log.line);
  for (size_t i = 0; i < witnesses.size(); i++) {
    const PolicyWitness& witness = policy_.witnesses[i];
    last_line = std::max(last_line, witness.line);
    if (policy_.quorum && !witnesses[i]) {
      add(witness.line, "outside_quorum",
          fmt::format("witness {} is not in the quorum: its cosignatures help nobody", quoted(witness.name)));
    }
  }
  for (size_t i = 0; i < groups.size(); i++) {
    last_line = std::max(last_line, policy_.groups[i].line);
    look_at_line(policy_.groups[i].line, policy_.groups[i].name, std::nullopt);
    if (groups[i]) continue;
    add(policy_.groups[i].line, "unused_group",
        fmt::format("group {} is not in the quorum", quoted(policy_.groups[i].name)));
  }
  if (last_line > policy_.quorum_line) {
    add(policy_.quorum_line, "quorum_not_last",
        "lines follow the quorum: if the file lost its end, nobody would notice; the quorum is best the last line");
  }
}

std::vector<PolicyRemark> Remarks::collect() {
  look_at_logs();
  look_at_witnesses();
  look_at_names();
  look_at_quorum();
  std::stable_sort(remarks_.begin(), remarks_.end(),
                   [](const PolicyRemark& a, const PolicyRemark& b) { return a.line < b.line; });
  return std::move(remarks_);
}

}  // namespace

QuorumAnalysis analyse_quorum(const Policy& policy) {
  QuorumAnalysis result;
  if (!policy.quorum) return result;
  const std::vector<bool> all = checkable_witnesses(policy);
  result.reachable = quorum_holds(policy, all);
  if (!result.reachable) return result;
  result.fewest_cosignatures = fewest_beside(policy, nullptr);
  result.reachable = result.fewest_cosignatures < kMaxNoteSignatures;
  if (!result.reachable) return result;
  result.fewest_colluders = result.fewest_cosignatures;
  for (const PolicyLog& log : policy.logs) {
    if (log.key.verifier) result.fewest_colluders = std::min(result.fewest_colluders, fewest_beside(policy, &log));
  }
  const size_t losses_that_end_it = cost_of_quorum(
      policy, [](const PolicyWitness& witness) { return size_t{witness.key.verifier ? 1u : 0u}; },
      [](const PolicyGroup& group) { return group.members.size() - group.threshold + 1; });
  result.losses_survived = losses_that_end_it - 1;
  for (size_t i = 0; i < all.size(); i++) {
    if (!all[i]) continue;
    std::vector<bool> others = all, alone(all.size());
    others[i] = false;
    alone[i] = true;
    if (!quorum_holds(policy, others)) result.essential.push_back(i);
    if (quorum_holds(policy, alone)) result.sufficient_alone.push_back(i);
  }
  return result;
}

std::string name_in_list(std::string_view name) {
  return name.find_first_of(",()\"") == name.npos ? printable(name) : quoted(name);
}

std::string describe_quorum(const Policy& policy) {
  if (!policy.quorum) return "none";
  std::vector<std::string> groups;
  const auto describe = [&](const PolicyNode& node) {
    return node.kind == PolicyNode::Kind::kWitness ? name_in_list(policy.witnesses[node.index].name)
                                                   : groups[node.index];
  };
  for (const PolicyGroup& group : policy.groups) {
    std::string text = fmt::format("{} of (", group.threshold);
    if (group.members.size() == 1) {
      groups.push_back(describe(group.members[0]));
      continue;
    }
    if (group.threshold == group.members.size()) text = "all of (";
    for (size_t i = 0; i < group.members.size() && text.size() <= kMaxDescriptionBytes; i++) {
      if (i > 0) text += ", ";
      text += describe(group.members[i]);
    }
    groups.push_back(text.size() <= kMaxDescriptionBytes ? text + ")" : "group " + quoted(group.name));
  }
  return describe(*policy.quorum);
}

std::vector<PolicyRemark> remark_on(const Policy& policy) { return Remarks(policy).collect(); }

}  // namespace tlog
