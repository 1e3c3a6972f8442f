#pragma once
// The command line of vindex-lookup.

#include "libcore/cli/run.h"
#include "libcore/ops/lookup_index.h"

namespace vindex_lookup {

struct Options {
  tlog::LookupIndexRequest lookup;
};

tlog::cli::Tool<Options> tool();

}  // namespace vindex_lookup
