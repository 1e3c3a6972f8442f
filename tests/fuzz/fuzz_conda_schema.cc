// The schema conda-v1: a line that it takes is its own canonical form, and the canonical form of any line is taken.

#include <string>

#include "libcore/base/bytes.h"
#include "libcore/conda/schema.h"
#include "libcore/text/json_read.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view line = tlog::as_text({data, size});
  static tlog::EntryLineParser parser;
  if (parser.check(line) != tlog::EntryLine::kEntry) return 0;
  static tlog::EntryWriter writer(std::nullopt);
  static tlog::CondaSchema schema;
  std::string form;
  const bool made = writer.append_canonical(line, form).ok();
  const bool taken = schema.check(line).ok();
  REQUIRE(taken == (made && form == line));
  if (!made) return 0;
  REQUIRE(parser.check(std::string_view(form)) == tlog::EntryLine::kEntry);
  REQUIRE(schema.check(form).ok());
  return 0;
}
