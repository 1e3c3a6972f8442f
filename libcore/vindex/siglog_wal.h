#pragma once
// The write-ahead log of siglog's index, which is read only: records back to back, one for each entry of the log.
//
//   version 3   0x03 || uint64 entry || uint8 n || n key hashes of 32 bytes || CRC-32 of what is before it
//   version 2   0x02 || uint64 entry || uint8 n || n key hashes
//
// Integers are big-endian, but for the CRC-32, which is little-endian. Both versions may be in one file. Nothing shows
// damage of a record of version 2. The entry 2, which has no keys:
//
//   03 0000000000000002 00 f7b18b3a

#include <cstdint>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/base/types.h"

namespace tlog {

constexpr size_t kMaxSiglogRecordBytes = 1 + 8 + 1 + 255 * sizeof(Hash::bytes) + 4;

struct SiglogRecord {
  uint64_t entry = 0;
  ByteView keys;     // their hashes
  size_t bytes = 0;  // how long it is
};

// The first record of `bytes`, which are kMaxSiglogRecordBytes or all that is left of the file, and not none.
// malformed: there is none, with the reason: the record is torn or damaged.
Result<SiglogRecord> parse_siglog_record(ByteView bytes);

}  // namespace tlog
