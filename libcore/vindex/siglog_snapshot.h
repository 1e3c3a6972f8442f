#pragma once
// A snapshot of siglog's index: all keys of a log's first entries.
//
//   "VSNP" || 0x01 || uint64 entries of the log || uint64 keys
//   for each key: its hash of 32 bytes || uint32 n || n times uint64 entry
//   CRC-32 of all that is before it
//
// Integers are big-endian, but for the CRC-32, which is little-endian. Siglog writes the keys in any order, we in that
// of their hashes. Of a log without entries:
//
//   56534e50 01 0000000000000000 0000000000000000 2cc456b8

#include <cstdint>
#include <span>
#include <string>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/base/types.h"

namespace tlog {

// A whole file, which outlives it.
class SiglogSnapshot {
 public:
  // Reads all of it. malformed: it is not that of its CRC-32, it is cut off or longer than it says, or a key has no
  // entries, not ascending, or not of the log. A key that is there twice is not found here.
  static Result<SiglogSnapshot> open(ByteView file);

  uint64_t tree_size() const { return tree_size_; }
  uint64_t keys() const { return keys_; }
  // Whether the hashes of the keys ascend, so that none is there twice.
  bool is_sorted() const { return is_sorted_; }

  struct Item {
    Hash key;
    ByteView entries;  // 8 bytes each
  };
  // The keys one after the other, as they are in the file. False at the end.
  bool next(Item& item);

 private:
  SiglogSnapshot() = default;

  uint64_t tree_size_ = 0, keys_ = 0;
  bool is_sorted_ = true;
  ByteView rest_;  // keys that next() has not given
};

// The parts of one that stand before its CRC-32.
std::string siglog_snapshot_header(TreeSize size, uint64_t keys);
// `entries` ascend, and are below 2^32 in number.
void append_siglog_key(std::string& out, const Hash& key, std::span<const uint64_t> entries);

}  // namespace tlog
