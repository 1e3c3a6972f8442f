#pragma once
// The command line of tlog-prove.

#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/prove.h"

namespace tlog_prove {

struct Options {
  std::string command;
  tlog::ProveInclusionRequest inclusion;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_prove
