#pragma once
// A command of the user's as a filter: bytes go to its standard input, and what it prints comes back whenever it likes.
// Its standard error is ours.

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/os/file.h"

namespace tlog {

struct ChildStart {
  std::string name = "--map";  // for messages: the option that names the command
  bool patient = false;        // goes on when a signal asks us to stop: what the command does must be known
};

class ChildFilter {
 public:
  // Gets what the command printed, in pieces.
  using Take = std::function<Status(std::string_view)>;

  // Runs it with sh. config: it cannot be started.
  static Result<ChildFilter> start(const std::string& command, ChildStart how = {});
  ChildFilter(ChildFilter&& other) noexcept;
  ChildFilter& operator=(ChildFilter&&) = delete;
  // Ends the command where it has not ended: asks it to and, unless it is to be patient with, kills it two seconds
  // later.
  ~ChildFilter();

  // Writes all of it, and takes what comes back meanwhile. config: the command reads no more. busy: a signal asked us
  // to stop. Errors of `take`.
  Status write(std::string_view bytes, const Take& take);
  // Closes its input and takes the rest. config: the command failed.
  Status finish(const Take& take);
  // With what it ended; nothing where it has not, or a signal ended it.
  std::optional<int> exit_status() const { return exit_status_; }

 private:
  ChildFilter(pid_t pid, Fd in, Fd out, ChildStart how)
      : pid_(pid), in_(std::move(in)), out_(std::move(out)), how_(std::move(how)) {}
  Error failed(const std::string& what) const;
  Result<bool> read_some_of(const Take& take);
  Status wait_for(bool writable);
  Status wait();
  Error ended_early();

  pid_t pid_;  // 0: it was waited for
  Fd in_, out_;
  ChildStart how_;
  std::optional<int> exit_status_;
};

}  // namespace tlog
