#pragma once
// What an upload is to bring to its stores: the chunks of files, or chunks that stand in files of their own, each once.
// Bytes are read when they are sent, and then hashed again: a file that changes meanwhile is found.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/chunk/address.h"
#include "libcore/chunk/data_map.h"
#include "libcore/ops/host.h"
#include "libcore/os/spill.h"

namespace tlog {

struct PlannedChunk {
  Address address;
  uint64_t size = 0;
  size_t place = 0;  // of its bytes
  uint64_t offset = 0;
};

// A file that was named, and what brings it back.
struct PlannedFile {
  std::string path;
  uint64_t size_bytes = 0;
  uint64_t chunks = 0;               // all of them, also those that others have, too
  std::string map{};                 // the data map, as it is written
  std::optional<Address> address{};  // of the data map, where it is a chunk as well
};

struct PlanRequest {
  std::vector<std::string> files;         // "-" is standard input
  std::optional<std::string> chunk_list;  // JSON lines with a `path` each; "-" is standard input
  ChunkFormat format = ChunkFormat::kPlain;
  uint64_t piece_bytes = kMaxChunkBytes;  // of plain
  bool public_maps = false;               // data maps are chunks, too
  std::string spill_root;                 // for what is not in a file as it is sent
  unsigned jobs = 1;
};

class ChunkPlan {
 public:
  // Errors of the files. io: no room for what is spilled. malformed: a list that is none, a chunk that is too large, a
  // file that is shorter than its format can be.
  static Result<ChunkPlan> make(const PlanRequest& request, Host& host);

  const std::vector<PlannedChunk>& chunks() const { return chunks_; }
  const std::vector<PlannedFile>& files() const { return files_; }
  uint64_t duplicates() const { return duplicates_; }
  // Names the chunks, whatever their order.
  Hash id() const;
  uint64_t largest_bytes() const;  // of the chunks
  // Fills `out`, which has the size of the chunk, with its bytes. io: the file has changed, or cannot be read.
  Status read(size_t chunk, std::span<char> out) const;

 private:
  class Maker;
  std::vector<PlannedChunk> chunks_;
  std::vector<PlannedFile> files_;
  std::vector<std::string> places_;
  uint64_t duplicates_ = 0;
  std::optional<SpillFolder> spill_;
};

}  // namespace tlog
