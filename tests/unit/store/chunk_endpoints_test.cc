#include "libcore/store/chunk_endpoints.h"

#include "libcore/crypto/blake3.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::reason;
using testing::TempDir;

TEST_SUITE_BEGIN("store");

TEST_CASE("a quote must be about what was asked for") {
  const Address address = address_of(as_bytes("hello"));
  const std::string echo = R"({"address":")" + hex_encode(address) + R"(","data_size":5,)";
  const auto quote = parse_quote(echo + R"("price":"12","expires":7,"sig":"s","more":[1]})", address, 5);
  REQUIRE_MESSAGE(quote, reason(quote));
  CHECK(quote->kind == QuoteReply::Kind::kQuote);
  CHECK(quote->price == "12");
  CHECK(quote->expires_unix == 7);
  CHECK(quote->signature == "s");
  const auto has = parse_quote(echo + R"("price":"12","already_stored":true})", address, 5);
  REQUIRE(has);
  CHECK(has->kind == QuoteReply::Kind::kHas);
  const struct {
    std::string text, why;
  } cases[] = {
      {"hello", "not a record: no JSON object"},
      {R"({"data_size":5,"price":"1"})", "a quote for another address"},
      {echo.substr(0, echo.find(",\"data_size")) + R"(,"price":"1"})", "a quote for another size"},
      {R"({"address":")" + std::string(64, '0') + R"(","data_size":5,"price":"1"})", "a quote for another address"},
      {R"({"address":")" + hex_encode(address) + R"(","data_size":6,"price":"1"})", "a quote for another size"},
      {echo + R"("price":""})", "a quote without a price"},
      {echo + R"("price":"01"})", "a quote without a price"},
      {echo + R"("price":"-1"})", "a quote without a price"},
      {echo + R"("price":"1000000000000000000000000000000"})", "a quote without a price"},
      {echo + R"("price":1})", "\"price\" is not a string"},
      {echo + R"("expires":7})", "a quote without a price"},
  };
  for (const auto& c : cases) CHECK(reason(parse_quote(c.text, address, 5)) == c.why);
}

TEST_CASE("chunks in folders") {
  const TempDir dir;
  auto endpoints =
      parse_endpoints("{\"url\":\"dir:" + (dir / "a") + "\"}\n{\"url\":\"dir:" + (dir / "b") + "\"}\n", "f");
  REQUIRE(endpoints);
  auto group = ChunkEndpoints::open(*std::move(endpoints), {});
  REQUIRE_MESSAGE(group, reason(group));
  ChunkEndpoints& stores = **group;
  const Address hello = address_of(as_bytes("hello"));
  const size_t both[] = {0, 1}, first[] = {0};

  CHECK(stores.look(both, hello, 5)[1].answer == ChunkAnswer::kMissing);
  CHECK(stores.read_back(both, hello, 5)[0].answer == ChunkAnswer::kMissing);
  CHECK(reason(stores.get(0, hello, 5)).find("No such file") != std::string::npos);
  CHECK(stores.quote(both, hello, 5)[0].kind == QuoteReply::Kind::kQuote);
  CHECK(stores.quote(both, hello, 5)[0].price == "0");

  CHECK(stores.put(first, hello, "hello", "")[0].answer == ChunkAnswer::kStored);
  CHECK(stores.put(both, hello, "hello", "")[0].answer == ChunkAnswer::kThere);
  CHECK(stores.look(both, hello, 5)[0].answer == ChunkAnswer::kThere);
  CHECK(stores.look(both, hello, 6)[0].answer == ChunkAnswer::kWrong);
  CHECK(stores.read_back(both, hello, 5)[1].answer == ChunkAnswer::kThere);
  CHECK(stores.quote(both, hello, 5)[1].kind == QuoteReply::Kind::kHas);
  const auto got = stores.get(1, hello, 5);
  REQUIRE(got);
  CHECK(*got == "hello");
  CHECK_FALSE(stores.get(1, hello, 4));

  put_file(dir / "a/chunks/" + hex_encode(hello), "hellO");
  CHECK(stores.read_back(first, hello, 5)[0].answer == ChunkAnswer::kWrong);
  CHECK(reason(stores.get(0, hello, 5)).find("has other bytes") != std::string::npos);
  put_file(dir / "a/chunks/" + hex_encode(hello), "hello!");
  CHECK(stores.read_back(first, hello, 5)[0].answer == ChunkAnswer::kWrong);
}

TEST_CASE("what is no store") {
  for (const char* const url : {"ftp://x/y", "nothing", "dir:", "http://h/?q", "s3://b"}) {
    auto group = ChunkEndpoints::open({{Hash{}, url}}, {});
    CHECK_MESSAGE(!group, url);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
