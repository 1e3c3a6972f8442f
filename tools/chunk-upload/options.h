#pragma once
// The command line of chunk-upload.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/cli/run.h"
#include "libcore/ops/chunk_upload.h"
#include "libcore/ops/upload.h"

namespace chunk_upload {

struct Options {
  std::optional<std::string> objects;
  std::optional<std::string> endpoints, master;
  std::vector<std::string> places;  // files, or a target
  std::optional<uint64_t> quorum, retries;
  std::optional<std::string> journal, spill_root;
  tlog::ReadBack read_back = tlog::ReadBack::kGet;
  tlog::StoreOptions store;
  tlog::UploadRequest log;          // what only --objects has
  tlog::ChunkUploadRequest chunks;  // what only --endpoints and --master have
  tlog::cli::SaidInOrder said;
  bool said_has(std::string_view name) const;
};

tlog::cli::Tool<Options> tool();

}  // namespace chunk_upload
