#pragma once
// The command line of tlog-prove.

#include <optional>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/prove.h"

namespace tlog_prove {

struct Options {
  std::string command;
  tlog::ProveInclusionRequest inclusion;
  std::optional<std::string> batch;
  bool partial = false;
  std::optional<bool> record;  // the form of the output, where it was said
  tlog::ProveConsistencyRequest consistency;
  tlog::ProveWitnessRequest request;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_prove
