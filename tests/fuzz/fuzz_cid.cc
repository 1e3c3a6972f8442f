// What is taken for a CID is written again as the CID that means the same; base32 in lower case is written byte for
// byte.

#include "libcore/chunk/cid.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto address = tlog::parse_cid(text);
  if (!address) return 0;
  const std::string written = tlog::format_cid(*address);
  const auto again = tlog::parse_cid(written);
  REQUIRE(again && *again == *address);
  if (text[0] == 'b') REQUIRE(written == text);
  return 0;
}
