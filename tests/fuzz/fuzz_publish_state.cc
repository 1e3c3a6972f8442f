// What a publisher remembers, and that parses, is written again byte for byte.

#include "libcore/base/bytes.h"
#include "libcore/store/publish_state.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto state = tlog::parse_publish_state(text);
  if (!state) return 0;
  REQUIRE(tlog::format_publish_state(*state) == text);
  return 0;
}
