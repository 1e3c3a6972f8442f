#pragma once
// What a policy amounts to: how many witnesses must agree, whose loss it survives, and where it may not say what its
// author means or what other programs make of it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/policy/policy.h"

namespace tlog {

// Of the witnesses whose keys can be checked; the others are lost from the start.
struct QuorumAnalysis {
  bool reachable = true;  // by all of them together, in one note
  // That are enough. Where it is not reachable: 0, or the number that no note has beside the log's signature.
  size_t fewest_cosignatures = 0;
  // So many witnesses must collude with a log to deceive: one less than cosignatures where the log has a witness's key.
  size_t fewest_colluders = 0;
  // Any so many may be lost, and the rest can still reach the quorum. Absent for "quorum none", which needs nobody.
  std::optional<size_t> losses_survived;
  std::vector<size_t> essential;         // witnesses without which the quorum cannot be reached
  std::vector<size_t> sufficient_alone;  // witnesses each of which is enough
};
QuorumAnalysis analyse_quorum(const Policy& policy);

// A name of the policy within a list: in quotes where it has what divides lists.
std::string name_in_list(std::string_view name);

// "2 of (X1, X2, X3)", in the names of the policy; a large group by its name.
std::string describe_quorum(const Policy& policy);

struct PolicyRemark {
  size_t line;
  std::string kind;  // a word that programs may act on; tlog-verify(1) lists them
  std::string text;
};
// In the order of the lines.
std::vector<PolicyRemark> remark_on(const Policy& policy);

}  // namespace tlog
