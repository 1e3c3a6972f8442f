// Whatever is in a snapshot of siglog's, reading it ends, and what is taken for one is written again byte for byte. The
// sum is set right first, so that what is before it is reached.

#include <vector>

#include "libcore/base/byte_order.h"
#include "libcore/compress/crc32.h"
#include "libcore/vindex/siglog_snapshot.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string file(tlog::as_text({data, size}));
  tlog::append_le32(file, tlog::crc32(0, tlog::as_bytes(file)));
  auto snapshot = tlog::SiglogSnapshot::open(tlog::as_bytes(file));
  if (!snapshot) return 0;
  std::string again = tlog::siglog_snapshot_header({snapshot->tree_size()}, snapshot->keys());
  for (tlog::SiglogSnapshot::Item item; snapshot->next(item);) {
    std::vector<uint64_t> entries;
    for (size_t at = 0; at < item.entries.size(); at += 8) entries.push_back(tlog::load_be64(&item.entries[at]));
    REQUIRE(!entries.empty() && entries.back() < snapshot->tree_size());
    tlog::append_siglog_key(again, item.key, entries);
  }
  tlog::append_le32(again, tlog::crc32(0, tlog::as_bytes(again)));
  REQUIRE(again == file);
  return 0;
}
