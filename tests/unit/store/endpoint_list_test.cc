#include "libcore/store/endpoint_list.h"

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("store");

TEST_CASE("a group of stores, with ids of their own or of their URLs") {
  const std::string id(64, 'a');
  const auto found =
      parse_endpoints("{\"url\":\"hello\"}\n\n{\"id\":\"" + id + "\",\"url\":\"dir:/b\",\"note\":1}\n", "f");
  REQUIRE_MESSAGE(found, reason(found));
  REQUIRE(found->size() == 2);
  // BLAKE3 of "hello", as spec/root-cas.md 3.1 has it.
  CHECK(hex_encode(ByteView((*found)[0].id.bytes)) ==
        "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f");
  CHECK(hex_encode(ByteView((*found)[1].id.bytes)) == id);
  CHECK((*found)[1].url == "dir:/b");
}

TEST_CASE("what is no list of stores") {
  const struct {
    std::string text, why;
  } cases[] = {
      {"", "f: names no store"},
      {"\n \n", "f: names no store"},
      {"hello\n", "f:1: not a record: no JSON object"},
      {"{}\n", "f:1: a store without \"url\""},
      {"{\"url\":\"\"}\n", "f:1: a store without \"url\""},
      {"{\"url\":5}\n", "f:1: \"url\" is not a string"},
      {"{\"url\":\"a\"}\n{\"url\":\"a\"}\n", "f:2: this store stands above already"},
      {"{\"url\":\"dir:/a\"}\n{\"url\":\"dir:/a//\"}\n", "f:2: this store stands above already"},
      {"{\"url\":\"dir:/a/b\"}\n{\"url\":\"dir:/a/./c/../b\"}\n", "f:2: this store stands above already"},
      {"{\"url\":\"http://a.example/x\"}\n{\"url\":\"HTTP://A.example:80/x/\"}\n",
       "f:2: this store stands above already"},
      {"{\"url\":\"https://a.example\"}\n{\"url\":\"https://a.example:443\"}\n",
       "f:2: this store stands above already"},
      {"{\"url\":\"a\"}\n{\"id\":\"ABCD\",\"url\":\"b\"}\n", "f:2: \"id\" is not 64 lower-case hexadecimal digits"},
      {"{\"url\":\"" + std::string(5000, 'x') + "\"}", "f:1: a URL longer than 4096 bytes"},
  };
  for (const auto& c : cases) CHECK(reason(parse_endpoints(c.text, "f")) == c.why);
}

TEST_CASE("stores that are two") {
  for (const char* text : {"{\"url\":\"http://a.example/x\"}\n{\"url\":\"http://a.example/X\"}\n",
                           "{\"url\":\"http://a.example\"}\n{\"url\":\"https://a.example\"}\n",
                           "{\"url\":\"http://a.example:443\"}\n{\"url\":\"http://a.example\"}\n",
                           "{\"url\":\"s3://bucket/x\"}\n{\"url\":\"s3://Bucket/x\"}\n",
                           "{\"url\":\"dir:/a/b\"}\n{\"url\":\"dir:/a/B\"}\n"}) {
    const auto found = parse_endpoints(text, "f");
    REQUIRE(found);
    CHECK(found->size() == 2);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
