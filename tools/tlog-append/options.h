#pragma once
// The command line of tlog-append.

#include "libcore/cli/run.h"
#include "libcore/ops/append.h"

namespace tlog_append {

struct Options {
  tlog::AppendRequest request;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_append
