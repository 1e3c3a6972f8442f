// Whatever is in a write-ahead log of siglog's, reading it ends, and what is taken for a record lies within it.

#include "libcore/vindex/siglog_wal.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tlog::ByteView rest(data, size);
  while (!rest.empty()) {
    const auto record = tlog::parse_siglog_record(rest);
    if (!record) break;
    REQUIRE(record->bytes > 0 && record->bytes <= rest.size() && record->bytes <= tlog::kMaxSiglogRecordBytes);
    REQUIRE(record->keys.size() % sizeof(tlog::Hash::bytes) == 0 && record->keys.size() < record->bytes);
    REQUIRE(record->entry < tlog::kMaxTreeSize);
    // Without what comes behind it, it is the same; without its last byte it is none.
    const auto alone = tlog::parse_siglog_record(rest.first(record->bytes));
    REQUIRE(alone && alone->bytes == record->bytes && alone->entry == record->entry);
    REQUIRE(!tlog::parse_siglog_record(rest.first(record->bytes - 1)));
    rest = rest.subspan(record->bytes);
  }
  return 0;
}
