#pragma once
// The command line of tlog-append.

#include "libcore/cli/run.h"
#include "libcore/ops/append.h"

namespace tlog_append {

struct Options {
  tlog::AppendRequest request;
  uint64_t jobs = 0;
  bool no_trailer = false;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_append
