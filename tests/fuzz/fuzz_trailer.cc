// A trailer that parses is written again byte for byte, and is no entry.

#include "libcore/base/bytes.h"
#include "libcore/text/json_read.h"
#include "libcore/text/trailer.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view line = tlog::as_text({data, size});
  const auto trailer = tlog::parse_trailer(line);
  if (!trailer) return 0;
  REQUIRE(tlog::format_trailer(*trailer) == line);
  static tlog::EntryLineParser parser;
  REQUIRE(parser.check(line) == tlog::EntryLine::kReserved);
  return 0;
}
