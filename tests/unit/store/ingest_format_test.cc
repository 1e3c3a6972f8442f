#include "libcore/store/ingest_format.h"

#include "libcore/chunk/cid.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::reason;

// spec/root-cas.md 3.1.
constexpr const char* kHelloCid = "bafkr4ihkr4ld3m4gqkjf4reryxsy2s5tkbxprqkow6fin2iiyvreuzzab4";
constexpr const char* kValidCid = "bafkr4ihl5sc3hcprckfz5bx6p2y5yhq3qwkaygs4zfbiwwvzdtg73cogqe";

Address hello() { return address_of(as_bytes("hello")); }

TEST_SUITE_BEGIN("store");

TEST_CASE("the routed way: where requests go, and what they say") {
  CHECK(capabilities_url("http://h/bucket/a/b") == "http://h/fula/capabilities");
  CHECK(capabilities_url("https://h:9000/bucket") == "https://h:9000/fula/capabilities");
  CHECK(capabilities_url("HTTP://[::1]:9") == "HTTP://[::1]:9/fula/capabilities");
  CHECK(ingest_url("http://h:3601", hello()) == "http://h:3601/v0/block?cid=" + std::string(kHelloCid));
  CHECK(ingest_url("http://h/under", address_of(as_bytes("fula-ingest-valid-chunk"))) ==
        "http://h/under/v0/block?cid=" + std::string(kValidCid));
  const std::vector<std::string> headers = mapping_headers(hello(), 5);
  CHECK(headers == std::vector<std::string>{"x-amz-meta-fula-remote-cid: " + std::string(kHelloCid),
                                            "x-amz-meta-fula-remote-size: 5"});
}

TEST_CASE("only a clear yes is one") {
  CHECK(reason(parse_capabilities(R"({"remoteCidPut":true})")).empty());
  CHECK(reason(parse_capabilities(R"({"eip712Auth":false,"remoteCidPut":true,"more":[{"x":1}]})")).empty());
  const struct {
    const char *text, *why;
  } cases[] = {
      {"", "not a record: no JSON object"},
      {"true", "not a record: no JSON object"},
      {"{}", "it does not say whether it takes CIDs"},
      {R"({"remotecidput":true})", "it does not say whether it takes CIDs"},
      {R"({"remoteCidPut":false})", "it takes no CIDs"},
      {R"({"remoteCidPut":"true"})", "\"remoteCidPut\" is not true or false"},
      {R"({"remoteCidPut":1})", "\"remoteCidPut\" is not true or false"},
  };
  for (const auto& c : cases) CHECK_MESSAGE(reason(parse_capabilities(c.text)) == c.why, c.text);
}

TEST_CASE("an answer of a node is about the bytes that were sent") {
  const std::string cid = R"({"cid":")" + std::string(kHelloCid) + '"';
  CHECK(reason(parse_ingest_answer(cid + R"(,"size":5})", hello(), 5)).empty());
  CHECK(reason(parse_ingest_answer(cid + "}", hello(), 5)).empty());
  const struct {
    std::string text, why;
  } cases[] = {
      {"ok", "not a record: no JSON object"},
      {R"({"size":5})", "an answer without a CID"},
      {R"({"cid":5})", "\"cid\" is not a string"},
      {R"({"cid":"bafkrei"})", "not the CID of a chunk: its base32 digits are wrong"},
      {R"({"cid":")" + std::string(kValidCid) + "\"}", "an answer for another CID"},
      {cid + R"(,"size":6})", "an answer for another size"},
      {cid + R"(,"size":"5"})", "\"size\" is not a whole number up to 2^53 - 1"},
  };
  for (const auto& c : cases) CHECK(reason(parse_ingest_answer(c.text, hello(), 5)) == c.why);
}

TEST_CASE("an ETag that is a CID") {
  CHECK(address_of_etag('"' + std::string(kHelloCid) + '"') == hello());
  for (const std::string text :
       {"", "\"", "\"\"", "\"x\"", "*", "W/\"bafkr4ihkr4ld3m4gqkjf4reryxsy2s5tkbxprqkow6fin2iiyvreuzzab4\""}) {
    CHECK_FALSE(address_of_etag(text));
  }
  CHECK_FALSE(address_of_etag(kHelloCid));  // unquoted
  CHECK(address_of_etag('"' + std::string(kValidCid) + '"') != hello());
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
