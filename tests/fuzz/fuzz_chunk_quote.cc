// What a store answers when it is asked for a price, and a list of stores.

#include "libcore/base/bytes.h"
#include "libcore/ops/amount.h"
#include "libcore/store/chunk_endpoints.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto quote = tlog::parse_quote(text, tlog::address_of(tlog::as_bytes("hello")), 5);
  if (quote && quote->kind == tlog::QuoteReply::Kind::kQuote) {
    const auto amount = tlog::Amount::parse(quote->price);
    REQUIRE(amount && amount->text() == quote->price);
  }
  const auto stores = tlog::parse_endpoints(text, "f");
  if (stores) REQUIRE(!stores->empty() && stores->size() <= tlog::kMaxEndpoints);
  return 0;
}
