#include "libcore/vindex/siglog_wal.h"

#include "libcore/base/byte_order.h"
#include "libcore/compress/crc32.h"

namespace tlog {

namespace {

constexpr uint8_t kWithoutSum = 2, kWithSum = 3;
constexpr size_t kHeadBytes = 1 + 8 + 1, kSumBytes = 4;

Error malformed(const char* what) { return Error(Errc::kMalformed, what); }

}  // namespace

Result<SiglogRecord> parse_siglog_record(ByteView bytes) {
  if (bytes[0] != kWithoutSum && bytes[0] != kWithSum) return malformed("a record of no known version");
  if (bytes.size() < kHeadBytes) return malformed("a record is cut off");
  const size_t key_bytes = bytes[kHeadBytes - 1] * sizeof(Hash::bytes);
  const size_t sum_bytes = bytes[0] == kWithSum ? kSumBytes : 0;
  SiglogRecord record{load_be64(&bytes[1]), {}, kHeadBytes + key_bytes + sum_bytes};
  if (bytes.size() < record.bytes) return malformed("a record is cut off");
  if (sum_bytes != 0 && crc32(0, bytes.first(kHeadBytes + key_bytes)) != load_le32(&bytes[kHeadBytes + key_bytes])) {
    return malformed("a record is not that of its CRC-32");
  }
  if (record.entry >= kMaxTreeSize) return malformed("a record of an entry that no log can have");
  record.keys = bytes.subspan(kHeadBytes, key_bytes);
  return record;
}

}  // namespace tlog
