#pragma once
// Sorts the keys of entries, any number of them, within a limit of memory: what does not fit is written as sorted runs
// to a file without a name. What comes out comes in parts by the first byte of the keys' hashes, which can be had by
// several threads at once: hashes are spread evenly.

#include <array>
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
constexpr size_t kMaxSortRuns = 63;

constexpr unsigned kSortParts = 256;

// How much of the disk the runs take for so many items, whose keys have so many bytes in the mean: nothing where all of
// them fit into memory; else 44 bytes and the key for each, twice where there are so many runs that they have to be
// made one, as that is done from file to file.
uint64_t sort_run_bytes(uint64_t items, uint64_t key_bytes, uint64_t memory);

// Keys of entries in their order.
class KeySource {
 public:
  virtual ~KeySource() = default;
  // The next one, good until the next call; nothing at the end.
  virtual Result<const KeyOfEntry*> next() = 0;
};

class KeySorter {
 public:
  // Runs go to `directory`. `memory` is at least kMinSortMemory; `jobs` threads sort. When there are `max_runs`, 2 at
  // least, they are made one; a test has fewer than the rest of us.
  KeySorter(std::string directory, uint64_t memory, unsigned jobs = 1, size_t max_runs = kMaxSortRuns);
  ~KeySorter();

  // The key has at most kMaxIndexKeyBytes.
  Status add(const KeyOfEntry& item);

  // After the last one. The sorter outlives what the calls below give.
  Status close();
  // All keys.
  std::unique_ptr<KeySource> sorted();
  // Those whose hashes begin with this byte, each part at most once. From part_jobs() threads, except for large parts,
  // which are not read into memory: one at a time, through `memory` / 2.
  Result<std::unique_ptr<KeySource>> part(unsigned first_byte);
  bool is_large(unsigned first_byte) const;
  // How many threads may have a part that is not large, and another one of their own that waits to be taken, with what
  // an index has of it: `jobs`, or fewer where memory is scarce.
  unsigned part_jobs() const;

 private:
  // Where an item is, behind what most comparisons need of it. What was added later is further behind.
  struct Place {
    uint64_t first_bits;
    uint64_t at;
  };
  using Bounds = std::array<uint64_t, kSortParts + 1>;  // where the parts begin, and the last one ends
  class Items;
  class Loaded;
  class Merge;
  class All;

  Place* places() const;
  void partition();
  static void sort(const char* items, Place* begin, Place* end);
  std::unique_ptr<KeySource> part_in_memory(unsigned part);
  Result<std::unique_ptr<KeySource>> part_of_runs(unsigned part, uint64_t memory) const;
  Status append_part(BufferedFile& file, KeySource& part) const;
  Status append_parts(BufferedFile& file);
  Status spill();
  Status merge_runs();

  std::string directory_;
  uint64_t memory_;
  unsigned jobs_;
  size_t max_runs_;
  std::unique_ptr<char[]> buffer_;  // items from its beginning, their places from its end
  uint64_t used_ = 0, count_ = 0;
  std::array<uint64_t, kSortParts> part_bytes_{};  // of all items, in memory and in runs
  Bounds in_memory_{};                             // of the places
  std::optional<BufferedFile> file_;
  std::vector<Bounds> runs_;
};

}  // namespace tlog
