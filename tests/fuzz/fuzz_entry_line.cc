// Two readers of JSON judge a line alike: simdjson, which the import uses, and the one that walks. What a kernel takes
// for plain is an entry for both.

#include <string>

#include "libcore/base/bytes.h"
#include "libcore/base/text.h"
#include "libcore/text/json_read.h"
#include "libcore/text/json_scan.h"
#include "libcore/text/plain_entry.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tlog::EntryLine;
  const std::string_view line = tlog::as_text({data, size});
  static tlog::EntryLineParser parser;
  tlog::use_plain_entry_kernel("none");
  const EntryLine verdict = parser.check(line);
  // What stands behind the line must not matter.
  const std::string padded = std::string(line) + std::string(tlog::kJsonPadding, '}');
  REQUIRE(parser.check(tlog::PaddedText{std::string_view(padded).substr(0, size)}) == verdict);
  for (const std::string_view kernel : tlog::plain_entry_kernels()) {
    REQUIRE(tlog::use_plain_entry_kernel(kernel));
    REQUIRE(parser.check(tlog::PaddedText{std::string_view(padded).substr(0, size)}) == verdict);
  }
  REQUIRE(tlog::valid_utf8(line) == tlog::is_utf8(line));
  if (size == 0 || size > tlog::kMaxEntryLineBytes) return 0;
  if (!tlog::is_utf8(line)) {  // and perhaps not JSON either, which may be what is said
    REQUIRE(verdict == EntryLine::kNotUtf8 || verdict == EntryLine::kNotJson);
    return 0;
  }
  REQUIRE(verdict != EntryLine::kNotUtf8);

  tlog::JsonScanner scan(line);
  const bool object = scan.peek() == tlog::JsonKind::kObject;
  bool reserved = false;
  if (object) {
    tlog::JsonToken key;
    scan.enter_object();
    while (scan.next_member(&key)) {
      reserved |= key.is("tlog-tools");
      scan.skip();
    }
  } else {
    scan.skip();
  }
  const bool json = scan.finish();
  if (verdict == EntryLine::kEntry || verdict == EntryLine::kReserved) {
    REQUIRE(json && object && reserved == (verdict == EntryLine::kReserved));
  } else {
    REQUIRE(!json || !object);
  }
  return 0;
}
