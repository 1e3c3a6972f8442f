#pragma once
// What a mirror remembers between its runs, in `.tlog/sync`: the checkpoint that it copies (the pin), how far it has
// come, and the right edge of what it has, which is all that must be known of it to go on and to prove that a later
// tree is a continuation.
//
//   tlog-tools sync 1
//   start 0
//   next 65792
//   check 512
//   missing 3 4
//   hashes 1 3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=
//   hashes 2 1NtXTnaTnBKrHOmYkBMcTHU9HpKaVH3GiSwQFEMYrAM=
//   sum LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=
//
//   example.com/log
//   70000
//   ...
//
// The entries from `start` to before `next` are in their places, durable and proved to be those of the pin, but for the
// bundles that are `missing` (each line from the first to before the second number): no source gave them when they were
// looked for. With a line "check" all of that is being looked at once more, and only what is before its number was.
// `hashes`, one for each level where there is a partial tile of `next` entries: the hashes of that tile. `sum` is the
// SHA-256 of all the other lines but the empty one behind it: a damaged file is not taken for a log that changed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/store/log_dir.h"
#include "libcore/tiles/bundle_set.h"
#include "libcore/tiles/tree_edge.h"

namespace tlog {

struct SyncState {
  uint64_t start = 0;               // a whole number of bundles; the entries before it are not held
  TreeEdge edge;                    // its size is `next`
  std::optional<uint64_t> check{};  // a whole number of bundles, or `next`
  BundleSet missing{};
  std::string pin;  // a signed note
};

// malformed: anything that format_sync_state() would not write, or whose numbers contradict each other: at the end
// of the pin the edge gives the pin's root. `next` may be within a bundle: at the end of an earlier pin.
Result<SyncState> parse_sync_state(std::string_view text);
std::string format_sync_state(const SyncState& state);

// Where it is; and what a mirror keeps beside it: the bad objects that it found, and the checkpoints that it refused,
// with its own.
inline std::string sync_state_path(const LogDir& log) { return log.state() + "/sync"; }
inline std::string quarantine_path(const LogDir& log) { return log.state() + "/quarantine"; }
inline std::string evidence_path(const LogDir& log) { return log.state() + "/evidence"; }

// Nothing when there is none.
Result<std::optional<SyncState>> read_sync_state(const LogDir& log);
// Durable when this returns. `.tlog` is there.
Status write_sync_state(const LogDir& log, const SyncState& state);

}  // namespace tlog
