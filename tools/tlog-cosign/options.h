#pragma once
// The command line of tlog-cosign.

#include <optional>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/cosign.h"
#include "libcore/ops/witness_server.h"

namespace tlog_cosign {

struct Options {
  tlog::CosignRequest cosign;
  std::optional<std::string> listen;  // then it is a server
  tlog::WitnessServerRequest server;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_cosign
