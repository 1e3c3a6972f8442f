#pragma once
// The command line of vindex-build.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/anchor_index.h"
#include "libcore/ops/build_index.h"
#include "libcore/ops/siglog_index.h"

namespace vindex_build {

struct Options {
  tlog::BuildIndexRequest build;
  std::optional<std::string> log, out;  // of `build`; an anchor needs neither
  std::optional<std::string> anchor;
  std::optional<std::string> spill_root;
  tlog::cli::SaidInOrder said;
  std::optional<uint64_t> siglog_size;
  uint64_t jobs = 1;
};

tlog::cli::Tool<Options> tool();

}  // namespace vindex_build
