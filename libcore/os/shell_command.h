#pragma once
// A command of the user's that runs to its end.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "libcore/base/result.h"

namespace tlog {

// Runs it with sh, with these variables in its environment, nothing on its standard input, and its output on our
// standard error, in a process group of its own; waits for it. Once `cancelled` is true the group gets a SIGTERM, and
// five seconds later SIGKILL. Its exit status; 128 + n where signal n ended it.
// config: it cannot be started.
Result<int> run_shell_command(const std::string& command, const std::vector<std::pair<std::string, std::string>>& more,
                              const std::function<bool()>& cancelled);

}  // namespace tlog
