// A path that parses is written again byte for byte.

#include "libcore/base/bytes.h"
#include "libcore/tiles/tile.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view path = tlog::as_text({data, size});
  const auto tile = tlog::parse_tile_path(path);
  if (tile) REQUIRE(tlog::tile_path(*tile) == path);
  return 0;
}
