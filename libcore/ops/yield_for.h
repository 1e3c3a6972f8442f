#pragma once
// The other half of a mirror that yields: keeps mirrors out of a directory while a command works there.
//
// Who holds what. While it waits it holds the intent (store/log_intent.h), which makes a mirror at work yield. While
// the command runs it holds `.tlog/sync.lock`, which every mirror takes before it does anything, so that none works
// there and none begins; other requesters wait for it, too. It does not hold `.tlog/lock`: the command may be
// tlog-append, which takes that itself. The command has the lock as well, by a descriptor: when this process alone is
// killed, the directory is kept until the command has ended, and so it is while the command has closed its copy. The
// kernel lets go when the last of both is gone, whatever became of them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"

namespace tlog {

struct YieldForRequest {
  std::string log;                       // the directory
  std::optional<uint64_t> wait_seconds;  // for a mirror at work; absent: as long as it takes
  std::vector<std::string> command;      // with its arguments
};

// Prints nothing: standard output is the command's. Yes: it ran, and the host ends as it ended. not_found: there is no
// log in the directory, or no such command. denied: the command cannot be run. busy: the mirror has not yielded in
// time.
Result<Verdict> yield_for(const YieldForRequest& request, Host& host);

}  // namespace tlog
