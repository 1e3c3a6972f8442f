#pragma once
// The command line of root-cas.

#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/root_cas.h"

namespace root_cas {

struct Options {
  std::string command;
  std::string store;
  tlog::RootInitRequest init;
  tlog::RootSwapRequest swap;  // of get, set and rm
  std::string root;
  tlog::RootListRequest list;
  tlog::RootBatchRequest batch;
};

tlog::cli::Tool<Options> tool();

}  // namespace root_cas
