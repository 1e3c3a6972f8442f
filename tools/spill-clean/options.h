#pragma once
// The command line of spill-clean.

#include <optional>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/spill_clean.h"

namespace spill_clean {

struct Options {
  std::optional<std::string> root;
  tlog::SpillCleanRequest request;
};

tlog::cli::Tool<Options> tool();

}  // namespace spill_clean
