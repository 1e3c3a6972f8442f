#pragma once
// What an auditor keeps of a log between two checks of it: the checkpoint that was verified, and how many entries, from
// the first on, were read and proved to be in its tree. `tlog-verify log --state` reads and writes it.
//
//   tlog-tools audit 1
//   origin example.com/log
//   size 70000
//   root 1NtXTnaTnBKrHOmYkBMcTHU9HpKaVH3GiSwQFEMYrAM=
//   verified 65536
//   subtree 3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=
//   sum LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=
//
// With extra rows tolerated (extra_rows.h) there is a line "tolerated extra-rows" before `verified`.
//
// `subtree`, one for each bit that is set in `verified`: the roots of the perfect subtrees that cover the verified
// entries, from left to right. `sum` is the SHA-256 of the lines above it: a damaged file is not taken for a log that
// changed.

#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"

namespace tlog {

struct AuditState {
  std::string origin;
  TreeSize size;
  Hash root;
  bool extra_rows = false;     // were tolerated in what was verified
  uint64_t verified = 0;       // whole bundles, or all of the tree
  std::vector<Hash> subtrees;  // of the verified entries
  bool operator==(const AuditState&) const = default;
};

// malformed: anything that format_audit_state() would not write, or whose numbers contradict each other.
Result<AuditState> parse_audit_state(std::string_view text);
// Does it begin like one, though it may be damaged?
bool is_audit_state(std::string_view text);
std::string format_audit_state(const AuditState& state);

}  // namespace tlog
