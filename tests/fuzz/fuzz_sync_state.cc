// The state of a mirror that parses is written again byte for byte.

#include "libcore/base/bytes.h"
#include "libcore/store/sync_state.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto state = tlog::parse_sync_state(text);
  if (!state) return 0;
  REQUIRE(tlog::format_sync_state(*state) == text);
  return 0;
}
