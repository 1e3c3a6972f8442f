#include "libcore/tiles/bundle.h"

#include <string>
#include <vector>

#include "libcore/base/encode.h"
#include "libcore/crypto/sha256.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("tiles");

TEST_CASE("the example in the header") {
  std::string bundle;
  for (const char* entry : {"foo", "", "x"}) append_entry(bundle, as_bytes(entry));
  CHECK(bundle == "\x00\x03"s + "foo" + "\x00\x00"s + "\x00\x01"s + "x");
  const auto entries = parse_bundle(as_bytes(bundle), 3);
  REQUIRE(entries);
  REQUIRE(entries->size() == 3);
  CHECK(as_text((*entries)[0]) == "foo");
  CHECK(as_text((*entries)[1]) == "");
  CHECK(as_text((*entries)[2]) == "x");
}

TEST_CASE("what is written is read back, and writes the same again") {
  std::vector<std::string> entries;
  for (size_t i = 0; i < 256; i++) entries.push_back(std::string((i * 257) % 1000, static_cast<char>('a' + i % 26)));
  entries[3] = "";
  entries[7] = std::string(65535, '\xff');
  std::string bundle;
  for (const std::string& entry : entries) append_entry(bundle, as_bytes(entry));
  const auto parsed = parse_bundle(as_bytes(bundle), 256);
  REQUIRE(parsed);
  std::string again;
  for (size_t i = 0; i < 256; i++) {
    CHECK(as_text((*parsed)[i]) == entries[i]);
    append_entry(again, (*parsed)[i]);
  }
  CHECK(again == bundle);
}

TEST_CASE("the largest bundle") {
  std::string bundle;
  const std::string entry(kMaxEntryBytes, 'x');
  for (size_t i = 0; i < 256; i++) append_entry(bundle, as_bytes(entry));
  CHECK(bundle.size() == kMaxBundleBytes);
  CHECK(parse_bundle(as_bytes(bundle), 256));
}

TEST_CASE("rejects") {
  const std::string two = "\x00\x01"s + "a" + "\x00\x02"s + "bc";
  const struct {
    std::string bundle;
    size_t width;
    const char* why;
  } table[] = {
      {"", 1, "has 0 entries, not 1"},         {two, 1, "has more than 1 entries"},
      {two, 3, "has 2 entries, not 3"},        {two + "\0"s, 2, "has more than 2 entries"},
      {two + "\0"s, 3, "entry 2 is cut off"},  {two + "\x00\x01"s, 3, "entry 2 is cut off"},
      {"\x00"s, 1, "entry 0 is cut off"},      {"\xff\xff"s + std::string(65534, 'x'), 1, "entry 0 is cut off"},
      {"\x00"s, 0, "has more than 0 entries"},
  };
  for (const auto& row : table) {
    const auto parsed = parse_bundle(as_bytes(row.bundle), row.width);
    CHECK(reason(parsed) == row.why);
    if (!parsed) CHECK(parsed.error().code() == Errc::kMalformed);
  }
}

TEST_CASE("every prefix of a bundle, and every other width, is refused") {
  std::string bundle;
  for (const char* entry : {"foo", "", "x", "four"}) append_entry(bundle, as_bytes(entry));
  for (size_t size = 0; size < bundle.size(); size++) {
    CHECK_FALSE(parse_bundle(as_bytes(bundle.substr(0, size)), 4));
  }
  for (size_t width = 0; width < 10; width++) CHECK(parse_bundle(as_bytes(bundle), width).has_value() == (width == 4));
}

TEST_CASE("the bundle of the worked example") {
  const std::string lines[] = {
      R"({"build":"h0c530f3_0","build_number":0,"filename":"tzdata-2024a-h0c530f3_0.conda","license":"LicenseRef-Public-Domain","md5":"161081fc7cec0bfda0d86d7cb595f8d8","name":"tzdata","sha256":"7b2b69c54ec62a243eb6fba2391b5e443421608c3ae5dbff938ad33ca8db5122","size":119815,"subdir":"linux-64","timestamp":1706886945123,"version":"2024a"})",
      R"({"build":"h166bdaf_4","build_number":4,"depends":["libgcc-ng >=12"],"filename":"zlib-1.2.13-h166bdaf_4.tar.bz2","license":"Zlib","md5":"4b11e365c0275b808be78b30f904e295","name":"zlib","sha256":"282ce274ebe6da1fbd52efbb61bd5a93dec0365b14d64566e6819d1691b75300","size":94099,"subdir":"linux-64","timestamp":1665996421000,"version":"1.2.13"})"};
  std::string bundle;
  for (const std::string& line : lines) append_entry(bundle, as_bytes(line));
  CHECK(bundle.size() == 672);
  CHECK(hex_encode(sha256(as_bytes(bundle)).bytes) ==
        "fd057f940c0f77c916a282682bd33b7760bb93280527f095f24a5157b9a5c5a4");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
