#pragma once
// The command line of tlog-sync.

#include "libcore/cli/run.h"
#include "libcore/ops/sync.h"

namespace tlog_sync {

struct Options {
  tlog::SyncRequest request;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_sync
