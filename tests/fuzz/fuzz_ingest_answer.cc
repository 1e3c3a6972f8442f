// What an ingest node and a master answer, and the ETag of a chunk.

#include "libcore/base/bytes.h"
#include "libcore/chunk/cid.h"
#include "libcore/store/ingest_format.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const tlog::Address hello = tlog::address_of(tlog::as_bytes("hello"));
  const tlog::Status taken = tlog::parse_ingest_answer(text, hello, 5);
  // Then it is about these bytes, and no others.
  if (taken) REQUIRE(!tlog::parse_ingest_answer(text, tlog::address_of(tlog::as_bytes("hallo")), 5));
  const tlog::Status capable = tlog::parse_capabilities(text);
  if (capable) REQUIRE(text.find("true") != std::string_view::npos);
  const auto named = tlog::address_of_etag(text);
  if (named) {
    const auto again = tlog::address_of_etag("\"" + tlog::format_cid(*named) + "\"");
    REQUIRE(again && *again == *named);
  }
  return 0;
}
