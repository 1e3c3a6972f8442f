// An anchor that parses is written again byte for byte, and has no keys.

#include "libcore/vindex/index_anchor.h"
#include "libcore/vindex/key_map.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view entry = tlog::as_text({data, size});
  const auto anchor = tlog::parse_index_anchor(entry);
  if (!anchor) return 0;
  REQUIRE(tlog::format_index_anchor(*anchor) == entry);
  REQUIRE(tlog::is_index_anchor(entry));
  return 0;
}
