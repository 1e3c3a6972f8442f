#pragma once
// The command line of tlog-publish.

#include "libcore/cli/run.h"
#include "libcore/ops/publish.h"

namespace tlog_publish {

struct Options {
  tlog::PublishRequest request;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_publish
