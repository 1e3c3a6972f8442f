// A journal of an upload of chunks: what is read of it stands again when it is written, and its beginnings are
// journals.

#include "libcore/base/bytes.h"
#include "libcore/store/chunk_journal.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto journal = tlog::parse_chunk_journal(text);
  if (!journal || !*journal) return 0;
  const tlog::ChunkJournalText& found = **journal;
  REQUIRE(found.whole_bytes <= size && text[found.whole_bytes - 1] == '\n');
  for (const tlog::JournalIntent& intent : found.intents) {
    REQUIRE(intent.addresses.size() <= tlog::kMaxIntentChunks && intent.transfers.size() <= tlog::kMaxIntentChunks);
    (void)tlog::intent_line(intent);
  }
  for (const auto& entry : found.receipts) REQUIRE(entry.first == entry.second.intent);
  const size_t last = text.rfind('\n', found.whole_bytes - 2);
  if (last == std::string_view::npos || found.whole_bytes < 2) return 0;
  const auto before = tlog::parse_chunk_journal(text.substr(0, last + 1));
  REQUIRE(before && *before && (*before)->head == found.head);
  return 0;
}
