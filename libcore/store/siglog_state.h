#pragma once
// What siglog keeps of its index on disk, read as siglog itself reads it when it starts: a snapshot, PATH.snapshot, and
// a write-ahead log, PATH, with an entry's keys a record. Nothing is changed. It holds the hashes of keys, not the
// keys, and nothing of the log.
//
//  1. The snapshot covers the entries before its size; one that is damaged is none.
//  2. The write-ahead log is read up to the first record that is damaged, cut off, or not of the log, whose size is
//     known from elsewhere: siglog writes it before the log, and is killed in between.
//  3. Together they cover all of the log, or they are behind it.
//  4. Records of entries that the snapshot covers are passed over, as siglog may be killed before it empties the file;
//     the others are those of the next entry each.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/store/key_sorter.h"

namespace tlog {

struct SiglogState {
  uint64_t tree_size = 0;           // how many entries it covers
  uint64_t snapshot_size = 0;       // how many of them by the snapshot
  std::string snapshot_fault;       // why a snapshot that is there counts for none
  std::string rest_fault;           // why the end of the write-ahead log is left out
  uint64_t rest_bytes = 0;          // how long that is
  std::unique_ptr<KeySorter> keys;  // each with the hash of a key, and no key
};

// How much of the disk reading them takes, about: a key of one entry has 44 bytes in the snapshot, and an entry of one
// key 42 at least in the write-ahead log; a file that is not there has none.
uint64_t siglog_scratch_bytes(const std::string& path, uint64_t memory);

// `tree_size` is that of the log, where it is known. Sorts in `directory` within `memory`, as a KeySorter does.
// not_found: there is neither file. malformed: by the rules above, siglog itself would not start with these files, and
// build its index anew.
Result<SiglogState> read_siglog_state(const std::string& path, std::optional<uint64_t> tree_size,
                                      const std::string& directory, uint64_t memory);

}  // namespace tlog
