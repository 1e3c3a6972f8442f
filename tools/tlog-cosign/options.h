#pragma once
// The command line of tlog-cosign.

#include <optional>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/cosign.h"

namespace tlog_cosign {

struct Options {
  tlog::CosignRequest cosign;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_cosign
