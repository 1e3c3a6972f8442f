#pragma once
// Who may work on a log in a directory. Two locks, which are both free as soon as their holders are gone:
//
//   DIR/.tlog/lock        held by whoever changes the log
//   DIR/.tlog/sync.lock   held by a mirror at work, in addition; and by who keeps mirrors away while a command of his
//                         runs (ops/yield_for.h), which can then take the lock itself where it is one of ours
//
// A mirror's work is long, and it yields: who waits for one of the two says so (log_intent.h).

#include <cstdint>
#include <functional>

#include "libcore/base/result.h"
#include "libcore/os/lock.h"
#include "libcore/store/log_dir.h"

namespace tlog {

// Takes DIR/.tlog/lock, waiting for at most `wait_seconds` with the intent raised; `give_up` is asked several times a
// second. Who does not wait raises nothing: he would be gone before anybody could make room for him. `.tlog` is there.
// busy: somebody else holds it; the message names him.
Result<FileLock> take_log_lock(const LogDir& log, uint64_t wait_seconds, const std::function<bool()>& give_up);

// The same for DIR/.tlog/sync.lock alone: no mirror works on the log meanwhile, and none begins.
Result<FileLock> keep_mirrors_away(const LogDir& log, uint64_t wait_seconds, const std::function<bool()>& give_up);

// Both of them, for a mirror; while it waits for one it does not hold the other. A mirror raises no intent: that would
// make another one yield for nothing.
struct MirrorLocks {
  FileLock sync, log;
};
Result<MirrorLocks> take_mirror_locks(const LogDir& log, uint64_t wait_seconds, const std::function<bool()>& give_up);

}  // namespace tlog
