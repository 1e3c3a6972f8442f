#pragma once
// The command line of tlog-sync.

#include "libcore/cli/run.h"
#include "libcore/ops/sync.h"

#include <optional>
#include <string>

namespace tlog_sync {

struct Options {
  tlog::SyncRequest request;
  std::optional<std::string> yield_for;  // then the words of `request.sources` are the command
  tlog::cli::SaidInOrder said;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_sync
