#include "libcore/policy/policy.h"

#include <algorithm>

#include <fmt/core.h>

#include "libcore/base/assert.h"

namespace tlog {

const std::string& Policy::name_of(const PolicyNode& node) const {
  return node.kind == PolicyNode::Kind::kWitness ? witnesses.at(node.index).name : groups.at(node.index).name;
}

std::string format_policy(const Policy& policy) {
  std::string out;
  const auto add_url = [&](const std::optional<std::string>& url) {
    if (url) out += " " + *url;
    out += "\n";
  };
  for (const PolicyLog& log : policy.logs) {
    out += "log " + log.key.vkey;
    add_url(log.url);
  }
  for (const PolicyWitness& witness : policy.witnesses) {
    out += "witness " + witness.name + " " + witness.key.vkey;
    add_url(witness.url);
  }
  for (const PolicyGroup& group : policy.groups) {
    out += fmt::format("group {} {}", group.name, group.threshold);
    for (const PolicyNode& member : group.members) out += " " + policy.name_of(member);
    out += "\n";
  }
  return out + "quorum " + (policy.quorum ? policy.name_of(*policy.quorum) : "none") + "\n";
}

Policy policy_of_logs(const std::vector<VerifierKey>& keys) {
  Policy policy;
  for (const VerifierKey& key : keys) {
    const AnyVkey listed{key.name, key.id(), static_cast<uint8_t>(key.type),
                         Bytes(key.public_key.begin(), key.public_key.end())};
    policy.logs.push_back({{listed, key.vkey(), key}, std::nullopt, 0});
  }
  return policy;
}

bool quorum_holds(const Policy& policy, const std::vector<bool>& cosigned) {
  ASSERT(cosigned.size() == policy.witnesses.size());
  if (!policy.quorum) return true;
  // Members of a group are earlier ones, so one pass over the groups is enough.
  std::vector<bool> groups;
  const auto holds = [&](const PolicyNode& node) {
    return node.kind == PolicyNode::Kind::kWitness ? cosigned[node.index] : groups[node.index];
  };
  for (const PolicyGroup& group : policy.groups) {
    size_t count = 0;
    for (const PolicyNode& member : group.members) count += holds(member);
    groups.push_back(count >= group.threshold);
  }
  return holds(*policy.quorum);
}

// Groups are trees and no witness is in two of them, so the smallest sets of members add up.
std::optional<std::vector<bool>> smallest_quorum(const Policy& policy, const std::vector<bool>& cosigned) {
  ASSERT(cosigned.size() == policy.witnesses.size());
  using Set = std::optional<std::vector<size_t>>;
  std::vector<Set> groups;
  const auto set_of = [&](const PolicyNode& node) -> Set {
    if (node.kind == PolicyNode::Kind::kGroup) return groups[node.index];
    return cosigned[node.index] ? Set(std::vector{node.index}) : std::nullopt;
  };
  for (const PolicyGroup& group : policy.groups) {
    std::vector<std::vector<size_t>> sets;
    for (const PolicyNode& member : group.members) {
      if (Set set = set_of(member)) sets.push_back(*std::move(set));
    }
    std::stable_sort(sets.begin(), sets.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
    Set whole;
    if (sets.size() >= group.threshold) {
      whole.emplace();
      for (size_t i = 0; i < group.threshold; i++) whole->insert(whole->end(), sets[i].begin(), sets[i].end());
    }
    groups.push_back(std::move(whole));
  }
  const Set chosen = policy.quorum ? set_of(*policy.quorum) : Set(std::vector<size_t>());
  if (!chosen) return std::nullopt;
  std::vector<bool> out(cosigned.size());
  for (const size_t i : *chosen) out[i] = true;
  return out;
}

std::vector<bool> checkable_witnesses(const Policy& policy) {
  std::vector<bool> checkable;
  for (const PolicyWitness& witness : policy.witnesses) checkable.push_back(witness.key.verifier.has_value());
  return checkable;
}

}  // namespace tlog
