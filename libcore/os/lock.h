#pragma once
// A lock between processes: one file, created once and never removed, held with flock(2), so that it is free as soon as
// its holder is gone. The holder's process number is inside, for people.

#include <cstdint>
#include <functional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/os/file.h"

namespace tlog {

class FileLock {
 public:
  // Takes the lock at `path`, waiting for at most `wait_seconds`; `give_up` is asked several times a second.
  // busy: somebody else holds it; the message names him.
  static Result<FileLock> take(const std::string& path, uint64_t wait_seconds, const std::function<bool()>& give_up);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace tlog
