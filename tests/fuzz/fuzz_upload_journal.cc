// What a journal of uploads says: keys of a log alone, and of what is cut off nothing.

#include "libcore/base/bytes.h"
#include "libcore/store/upload_journal.h"
#include "libcore/tiles/tile.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto journal = tlog::parse_upload_journal(text, "dir:a");
  if (!journal) return 0;
  REQUIRE(journal->whole_bytes <= size && text[journal->whole_bytes - 1] == '\n');
  for (const std::string& key : journal->keys) REQUIRE(tlog::parse_tile_path(key).has_value());
  const auto again = tlog::parse_upload_journal(text.substr(0, journal->whole_bytes), "dir:a");
  REQUIRE(again && again->keys == journal->keys && again->whole_bytes == journal->whole_bytes);
  return 0;
}
