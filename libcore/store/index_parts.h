#pragma once
// From sorted keys to an index file with several threads: each puts parts of it together, by the first byte of the
// keys' hashes, and they are written in their order.

#include <cstdint>
#include <functional>

#include "libcore/base/result.h"
#include "libcore/store/index_writer.h"
#include "libcore/store/key_sorter.h"

namespace tlog {

// What an index is made of, as far as that is known before the entries are read.
struct IndexAmount {
  uint64_t sorted = 0;   // entries whose keys are sorted
  uint64_t written = 0;  // keys of the index; 0: none is written
  uint64_t memory = 0;   // for sorting
};
// How much of the disk that takes beside the index itself, about: 72 bytes for each key of the index, and the runs of
// the sorter. An entry counts as one key of 64 bytes, as a SHA-256 in hex; names of files have 40 to 60, those of
// packages
// 12. Only entries with several keys, or long ones, take more.
uint64_t index_scratch_bytes(const IndexAmount& amount);

// Gives the writer all keys; `keys` is closed. busy: cancelled.
Status write_parts(KeySorter& keys, IndexWriter& writer, const std::function<bool()>& cancelled);

}  // namespace tlog
