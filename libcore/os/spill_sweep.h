#pragma once
// Removing the spill folders that killed programs left, and nothing else. Each folder is looked at by descriptor; a
// folder whose lock is held, or cannot be tried, stays; the lock is held until the last file is gone, so that of two
// sweeps one does the work.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"

namespace tlog {

constexpr uint64_t kSpillMaxAgeSeconds = 86'400;

struct SweepOptions {
  uint64_t now = 0;                          // seconds since the Epoch; 0: the clock is before it, nothing is removed
  uint64_t max_age_s = kSpillMaxAgeSeconds;  // a folder of this age stays
  std::optional<uint64_t> grace_s{};         // the same for a folder whose lock is there and free
  bool dry_run = false;                      // remove nothing
  std::function<bool()> cancelled{};         // asked before each folder
};

enum class SpillAction { kRemoved, kWouldRemove, kKept, kGone, kFailed };

// What became of one name in the root. The reason is one of
//   of removed, would_remove: unlocked, no_lock
//   of kept: name, bad_time, clock, future, young, link, not_folder, owner, mount, locked, lock_unreadable,
//   lock_not_file of gone: another (a sweep or its owner removed it meanwhile) of failed: mount, too_deep, denied, io;
//   then `error` says more. A part of the folder may be gone.
struct SpillFinding {
  std::string name;
  SpillAction action = SpillAction::kKept;
  std::string_view reason;
  std::optional<uint64_t> age_s{};  // where the name has a time that is not in the future
  std::optional<uint64_t> bytes{};  // of the files, where the folder was looked through
  std::string error{};
};

// Calls `tell` for each name in the root, in their order. Errors of open_spill_root() and of reading it. busy:
// cancelled.
Status sweep_spill(const std::string& root, const SweepOptions& options,
                   const std::function<void(const SpillFinding&)>& tell);

}  // namespace tlog
