#pragma once
// Sorts the keys of entries, any number of them, within a limit of memory: what does not fit is written as sorted runs
// to a file without a name, and merged when it is read.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/os/buffered_file.h"
#include "libcore/vindex/index_assembler.h"

namespace tlog {

// The least that sorting works with: a run must hold the longest key, and merging has a buffer for each run.
constexpr uint64_t kMinSortMemory = 16 << 20;

// Each run has a buffer of its own when they are merged.
constexpr size_t kMaxSortRuns = 64;

// Keys of entries in their order.
class KeySource {
 public:
  virtual ~KeySource() = default;
  // The next one, good until the next call; nothing at the end.
  virtual Result<const KeyOfEntry*> next() = 0;
};

class KeySorter {
 public:
  // Runs go to `directory`. `memory` is at least kMinSortMemory. When there are `max_runs`, 2 at least, they are made
  // one; a test has fewer than the rest of us.
  KeySorter(std::string directory, uint64_t memory, size_t max_runs = kMaxSortRuns);
  ~KeySorter();

  // The key has at most kMaxIndexKeyBytes.
  Status add(const KeyOfEntry& item);
  // After the last one; the sorter outlives what it gives.
  Result<std::unique_ptr<KeySource>> sorted();

 private:
  // Where an item is, behind what most comparisons need of it.
  struct Place {
    uint64_t first_bits;
    uint64_t at;
  };
  struct Run {
    uint64_t begin, end;
  };
  class Memory;
  class Merge;

  Place* places() const;
  void sort();
  Status spill();
  Status merge_runs();

  std::string directory_;
  uint64_t memory_;
  size_t max_runs_;
  std::unique_ptr<char[]> buffer_;  // items from its beginning, their places from its end
  uint64_t used_ = 0, count_ = 0;
  std::optional<BufferedFile> file_;
  std::vector<Run> runs_;
};

}  // namespace tlog
