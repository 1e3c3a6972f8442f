#pragma once
// The command line of repodata-entries.

#include <cstdint>
#include <string>
#include <vector>

#include "libcore/cli/run.h"
#include "libcore/ops/repodata_entries.h"
#include "libcore/ops/reseal.h"

namespace repodata_entries {

struct Options {
  tlog::RepodataEntriesRequest request;  // but for its inputs
  uint64_t jobs = 1;
  bool no_trailer = false;
  bool reseal = false, raw = false;
  std::vector<std::string> subdirs, files;
  tlog::cli::SaidInOrder said;  // which subdir is for which inputs
};

tlog::cli::Tool<Options> tool();

}  // namespace repodata_entries
