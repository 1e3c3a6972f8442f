#pragma once
// The command line of chunk-upload.

#include <optional>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/upload.h"

namespace chunk_upload {

struct Options {
  std::string objects;
  std::optional<std::string> spill_root;
  tlog::UploadRequest request;
};

tlog::cli::Tool<Options> tool();

}  // namespace chunk_upload
