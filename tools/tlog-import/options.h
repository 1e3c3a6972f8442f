#pragma once
// The command line of tlog-import.

#include "libcore/cli/run.h"
#include "libcore/ops/import.h"

namespace tlog_import {

struct Options {
  tlog::ImportRequest request;
  std::optional<uint64_t> epoch_time;
  std::optional<std::string> spill_root;
  tlog::cli::SaidInOrder said;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_import
