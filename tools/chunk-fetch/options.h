#pragma once
// The command line of chunk-fetch.

#include <optional>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/fetch_file.h"

namespace chunk_fetch {

struct Options {
  std::optional<std::string> map, address, output;
  tlog::FetchRequest request;
};

tlog::cli::Tool<Options> tool();

}  // namespace chunk_fetch
