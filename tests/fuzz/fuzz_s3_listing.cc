// A listing that parses has keys and says how it goes on; what asks for its next page can be read back.

#include "libcore/base/encode.h"
#include "libcore/store/s3_listing.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto page = tlog::parse_s3_listing(text);
  if (!page) {
    REQUIRE(page.error().code() == tlog::Errc::kMalformed);
    return 0;
  }
  for (const tlog::ListedObject& object : page->objects) {
    REQUIRE(tlog::percent_decode(tlog::percent_encode(object.key)) == object.key);
  }
  if (page->next) {
    REQUIRE(!page->next->empty());
    const std::string query = tlog::s3_listing_query("p", page->next);
    const std::string_view begin = "continuation-token=";
    REQUIRE(query.starts_with(begin));
    REQUIRE(tlog::percent_decode(query.substr(begin.size(), query.find('&') - begin.size())) == page->next);
  }
  return 0;
}
