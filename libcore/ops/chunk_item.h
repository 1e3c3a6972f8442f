#pragma once
// One chunk on its way through an upload (chunk_groups.h).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/types.h"
#include "libcore/ops/chunk_plan.h"
#include "libcore/ops/chunk_quoter.h"
#include "libcore/ops/chunk_send.h"

namespace tlog {

enum class ChunkState { kNotAttempted, kStored, kAlready, kFailed };

struct ChunkItem {
  size_t chunk = 0;
  const PlannedChunk* planned = nullptr;
  ChunkState state = ChunkState::kNotAttempted;
  ChunkQuotes quotes{};
  bool recalled = false;  // its quotes are of an earlier run
  bool cleared = false;   // nothing more is to be settled for it
  std::string receipt{};
  std::optional<Hash> root{};  // of its batch
  uint64_t unix_time = 0, leaf = 0, leaves = 0;
  std::vector<std::string> proof{};
  ChunkProgress progress{};
  bool is_open() const { return state == ChunkState::kNotAttempted; }
};

}  // namespace tlog
