#pragma once
// The wish to have a log's lock, as another lock: whoever waits for DIR/.tlog/lock holds DIR/.tlog/want shared; whoever
// works for long asks at each of its checkpoints whether it could have it alone, and yields when it could not. The file
// is created once and never removed, and the kernel lets go for who dies: any number may wait, and nothing is ever
// stale.
//
// A shell has the same wish with `flock -s DIR/.tlog/want`, and with `flock DIR/.tlog/want`.

#include <optional>

#include "libcore/base/result.h"
#include "libcore/os/file.h"
#include "libcore/store/log_dir.h"

namespace tlog {

class LogIntent {
 public:
  // Says that the lock is wanted, for as long as the object lives; never waits. Nothing: another program holds the file
  // alone, for the instant in which it asks or for longer; it is as good as raised then, so try again. `.tlog` is
  // there.
  static Result<std::optional<LogIntent>> raise(const LogDir& log);

 private:
  explicit LogIntent(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

// Does somebody want the lock that the caller holds? Never waits.
Result<bool> somebody_wants(const LogDir& log);

}  // namespace tlog
