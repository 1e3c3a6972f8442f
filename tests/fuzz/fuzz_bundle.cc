// The first byte is the width, less one. A bundle that parses is written again byte for byte, and has no other width.

#include "libcore/tiles/bundle.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const size_t width = size_t{data[0]} + 1;
  const tlog::ByteView bundle(data + 1, size - 1);
  const auto entries = tlog::parse_bundle(bundle, width);
  if (!entries) return 0;
  REQUIRE(entries->size() == width);
  std::string again;
  for (const auto& entry : *entries) tlog::append_entry(again, entry);
  REQUIRE(again == tlog::as_text(bundle));
  REQUIRE(!tlog::parse_bundle(bundle, width - 1));
  REQUIRE(!tlog::parse_bundle(bundle, width + 1));
  return 0;
}
