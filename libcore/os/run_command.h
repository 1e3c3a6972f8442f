#pragma once
// A command of the user's that does our work: it has our standard streams, our process group and our terminal; we wait,
// pass on the signals that are sent to us, and end as it did.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "libcore/base/result.h"

namespace tlog {

struct CommandEnd {
  int status = 0;  // its exit status
  int signal = 0;  // or the signal that ended it
};

// Runs `words`, a program in PATH or by its place, with its arguments. It gets a copy of each of these descriptors, out
// of the way of those that scripts use; no other one of ours. Meanwhile SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1 and
// SIGUSR2 do nothing to us and are sent on to it, except what the terminal sends, which it gets by itself. The only
// thread of the process calls this.
// not_found, denied: the program is not there, or cannot be run. busy: a signal had asked us to stop before it began.
Result<CommandEnd> run_command(const std::vector<std::string>& words, std::span<const int> keeps,
                               const std::function<bool()>& cancelled);

}  // namespace tlog
