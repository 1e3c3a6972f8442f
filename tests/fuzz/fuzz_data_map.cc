// A data map that parses is written again byte for byte, in the form for files and in the one for chunks; its pieces
// make up the file.

#include "libcore/chunk/data_map.h"
#include "tests/fuzz/require.h"

namespace {

void check(const tlog::DataMap& map) {
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < map.split.pieces; i++) bytes += map.split.bytes_of(i);
  REQUIRE(bytes == map.split.bytes);
  REQUIRE(map.entries.size() == map.split.pieces && map.level <= tlog::kMaxMapLevel);
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  if (const auto map = tlog::parse_data_map(text)) {
    check(*map);
    REQUIRE(tlog::format_data_map(*map) == text);
  }
  for (uint64_t level = 0; level < 2; level++) {
    if (const auto map = tlog::parse_inner_map({data, size}, level)) {
      check(*map);
      REQUIRE(map->level == level);
      REQUIRE(tlog::format_inner_map(*map) == text);
    }
  }
  const std::string name = tlog::data_map_file_name(text, static_cast<unsigned>(size % 3 + 1));
  REQUIRE(name.size() > 8 && name.find_first_of("/\\\n\x1b") == std::string::npos);
  return 0;
}
