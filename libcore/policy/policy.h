#pragma once
// Whom to believe, C2SP tlog-policy: logs, witnesses, and the quorum of witnesses that a checkpoint needs.
//
//   file    = *( line "\n" )              octets 0x09, 0x0A, 0x20 to 0x7E, 0x80 to 0xFF
//   line    = items, divided by blanks    a blank is a space or a tab; nothing else is
//           = nothing, or "#" and a comment behind blanks
//   items   = "log" vkey [url]
//           | "witness" name vkey [url]
//           | "group" name ("all" | "any" | k) 1*name        1 <= k <= number of names
//           | "quorum" ("none" | name)                       exactly one
//
//   log conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h
//   witness w1 witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs
//   quorum w1
//
// Witnesses and groups share one set of names, opaque octets; a name is defined on a line before those that use it, and
// is a member of at most one group. So the groups are trees, and a witness counts in one way only.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/note/key.h"

namespace tlog {

// C2SP tlog-policy asks for at least 32 of each.
constexpr size_t kMaxPolicyLogs = 1000;
constexpr size_t kMaxPolicyWitnesses = 1000;
constexpr size_t kMaxPolicyGroups = 1000;
constexpr size_t kMaxPolicyLineBytes = 100'000;  // a group of a thousand names of a hundred bytes
constexpr size_t kMaxPolicyBytes = 4'000'000;    // a thousand ML-DSA-44 keys, and as much of comments

// The public key of a log or of a witness.
struct PolicyKey {
  AnyVkey listed;
  std::string vkey;                     // as the policy has it
  std::optional<VerifierKey> verifier;  // absent: of a type that nothing here can check, so it never counts
};

struct PolicyLog {
  PolicyKey key;
  std::optional<std::string> url;
  size_t line = 0;  // of the file; 0 where there is none
};

struct PolicyWitness {
  std::string name;  // within the policy
  PolicyKey key;
  std::optional<std::string> url;
  size_t line = 0;
};

// A member of a group, or the quorum: a witness or an earlier group, by its number.
struct PolicyNode {
  enum class Kind : uint8_t { kWitness, kGroup };
  Kind kind = Kind::kWitness;
  size_t index = 0;
  auto operator<=>(const PolicyNode&) const = default;
};

struct PolicyGroup {
  std::string name;
  size_t threshold = 0;  // 1 <= threshold <= members.size()
  std::vector<PolicyNode> members;
  size_t line = 0;
};

struct Policy {
  std::vector<PolicyLog> logs;
  std::vector<PolicyWitness> witnesses;
  std::vector<PolicyGroup> groups;   // members are earlier ones
  std::optional<PolicyNode> quorum;  // absent: "quorum none"
  size_t quorum_line = 0;

  const std::string& name_of(const PolicyNode& node) const;
};

// `name` is the file's, for messages. config: "NAME:LINE: what is wrong".
Result<Policy> parse_policy(std::string_view text, std::string_view name);
// A policy that means the same: logs, witnesses, groups, the quorum; thresholds as numbers, no comments.
std::string format_policy(const Policy& policy);

// A policy of these logs without witnesses.
Policy policy_of_logs(const std::vector<VerifierKey>& keys);

// Whether the quorum holds when exactly these witnesses have cosigned; one bool for each witness.
bool quorum_holds(const Policy& policy, const std::vector<bool>& cosigned);

// As few of these as the quorum needs; nothing where all of them together are not enough.
std::optional<std::vector<bool>> smallest_quorum(const Policy& policy, const std::vector<bool>& cosigned);

// The witnesses whose cosignatures can be checked: all those that may ever count.
std::vector<bool> checkable_witnesses(const Policy& policy);

}  // namespace tlog
