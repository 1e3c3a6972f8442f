#pragma once
// A request to yield as a file, for programs that hold no lock while they wait: DIR/.tlog/yield. Who asks makes it
// before he waits for the lock, with his process number on the first line, and removes it when he is done:
//
//   4711\n
//
// It is looked at and removed here for one reason only: the process of that number is dead, so that nobody else would
// ever remove it. Whatever else is there is a live request and stays: a file that is empty, says something else or
// cannot be read, a link, a pipe. A process of another PID namespace looks dead; such a one writes no number.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "libcore/base/result.h"
#include "libcore/os/file.h"
#include "libcore/store/log_dir.h"

namespace tlog {

enum class SentinelState {
  kAbsent,        // nobody asks
  kLive,          // somebody asks
  kStaleRemoved,  // somebody asked who is dead now; the file was removed
};

using Warn = std::function<void(std::string_view)>;

// Looks whether somebody asks. Never waits. That a request was removed is said with `warn`, and also that the place
// cannot be looked at, which counts as no request: a flaky disk does not make us yield. io, denied: a dead request
// cannot be removed; without an error it would be met again at every checkpoint.
Result<SentinelState> check_sentinel(const LogDir& log, const Warn& warn);

// The two steps of it, with everything between them that may happen there.
struct DeadSentinel {
  Fd file;
  std::string content;
  uint64_t pid;
};
std::variant<SentinelState, DeadSentinel> look_at_sentinel(const LogDir& log, const Warn& warn);
// kLive: it is another one than that which was looked at, and has its name still.
Result<SentinelState> remove_sentinel(const LogDir& log, const DeadSentinel& dead, const Warn& warn);

}  // namespace tlog
