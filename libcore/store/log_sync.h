#pragma once
// Makes what was written into a log durable: with one call for the whole file system where that is known to be
// reliable, else file by file.

#include <string>

#include "libcore/base/result.h"
#include "libcore/os/file.h"
#include "libcore/store/log_dir.h"

namespace tlog {

// Syncs a directory inside of the log, and all those above it up to the log's own.
Status sync_upwards(const LogDir& log, const std::string& directory);

class LogSync {
 public:
  // Opens the log's directory, whose descriptor tells of every failed write from now on. `tile` and the stage are
  // there. config: one of them is on another file system than the log, so that one sync would not do.
  static Result<LogSync> open(const LogDir& log, bool sync_each);

  // Is each file synced by whoever writes it?
  bool each() const { return each_; }
  // Makes the files below `directory` durable, with their names and those of the directories up to and above the log.
  Status all(const std::string& directory) const;

 private:
  LogSync(LogDir log, Fd fd, bool each) : log_(std::move(log)), fd_(std::move(fd)), each_(each) {}
  LogDir log_;
  Fd fd_;
  bool each_;
};

}  // namespace tlog
