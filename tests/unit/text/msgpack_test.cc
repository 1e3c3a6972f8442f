#include "libcore/text/msgpack.h"

#include <array>
#include <string>

#include "libcore/text/json_scan.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;
using tlog::as_bytes;
using tlog::msgpack_to_json;
using tlog::testing::reason;

namespace {

constexpr size_t kRoom = 1 << 20;

// The JSON, or what is wrong.
std::string json(std::string_view bytes, size_t max_bytes = kRoom) {
  std::string out;
  const auto status = msgpack_to_json(as_bytes(bytes), max_bytes, out);
  if (status) CHECK(out.size() <= max_bytes);
  return status ? out : reason(status);
}

}  // namespace

TEST_SUITE("text/msgpack") {
  TEST_CASE("binary where it is wanted") {
    const std::array<std::string_view, 1> keys = {"a"};
    const auto written = [&](const std::string& bytes, size_t max_bytes = kRoom) {
      std::string out;
      const auto status = msgpack_to_json(as_bytes(bytes), max_bytes, out, keys);
      return status ? out : reason(status);
    };
    const std::string binary = "\xc4\x01\xab";
    CHECK(written("\x82\xa1"
                  "a" +
                  binary +
                  "\xa1"
                  "b" +
                  binary) == R"({"a":"ab","b":{}})");
    CHECK(written("\x82\xa1"
                  "b" +
                  binary +
                  "\xa1"
                  "a" +
                  binary) == R"({"b":{},"a":"ab"})");
    CHECK(written("\x81\xa1"
                  "a\x92" +
                  binary + binary) == R"({"a":[{},{}]})");
    CHECK(written("\x82\xa1"
                  "a\x80\xa1"
                  "b\x81\xa1"
                  "a" +
                  binary) == R"({"a":{},"b":{"a":"ab"}})");
    CHECK(written("\x81\xa1"
                  "b\xa1"
                  "a") == R"({"b":"a"})");
    CHECK(written(binary) == "{}");
    CHECK(written(binary, 1) == "holds more than the limit of 1 bytes");
  }

  TEST_CASE("every type") {
    CHECK(json("\xc0") == "null");
    CHECK(json("\xc2") == "false");
    CHECK(json("\xc3") == "true");
    CHECK(json("\x00"s) == "0");
    CHECK(json("\x7f") == "127");
    CHECK(json("\xff") == "-1");
    CHECK(json("\xe0") == "-32");
    CHECK(json("\xcc\xff") == "255");
    CHECK(json("\xcd\xff\xff") == "65535");
    CHECK(json("\xce\xff\xff\xff\xff") == "4294967295");
    CHECK(json("\xcf\xff\xff\xff\xff\xff\xff\xff\xff") == "18446744073709551615");
    CHECK(json("\xd0\x80") == "-128");
    CHECK(json("\xd0\x05") == "5");
    CHECK(json("\xd1\x80\x00"s) == "-32768");
    CHECK(json("\xd2\x80\x00\x00\x00"s) == "-2147483648");
    CHECK(json("\xd3\x80\x00\x00\x00\x00\x00\x00\x00"s) == "-9223372036854775808");
    CHECK(json("\xca\x3f\x80\x00\x00"s) == "1.000000e+00");
    CHECK(json("\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00"s) == "1.000000e+00");
    CHECK(json("\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"s) == "null");
    CHECK(json("\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00"s) == "null");
    CHECK(json("\xa0") == "\"\"");
    CHECK(json("\xa3"
               "a\"\n") == R"("a\"\n")");
    CHECK(json("\xd9\x02\xc3\xa9") == "\"\xc3\xa9\"");
    CHECK(json("\xda\x00\x01x"s) == "\"x\"");
    CHECK(json("\xdb\x00\x00\x00\x01x"s) == "\"x\"");
    CHECK(json("\xd9\x00"s) == "\"\"");
    CHECK(json("\xc4\x00"s) == "\"\"");
    CHECK(json("\xc4\x03\x00\xab\xff"s) == "\"00abff\"");
    CHECK(json("\xc5\x00\x01\x01"s) == "\"01\"");
    CHECK(json("\xc6\x00\x00\x00\x01\x01"s) == "\"01\"");
    CHECK(json("\xd4\x01\x00"s) == "null");
    CHECK(json("\xd6\xff\x00\x00\x00\x00"s) == "null");
    CHECK(json("\xc7\x01\x05\x00"s) == "null");
    CHECK(json("\xc7\x00\x05"s) == "null");
    CHECK(json("\x90") == "[]");
    CHECK(json("\x80") == "{}");
    CHECK(json("\x93\x01\x90\xc0") == "[1,[],null]");
    CHECK(json("\xdc\x00\x02\x01\x02"s) == "[1,2]");
    CHECK(json("\xdd\x00\x00\x00\x00"s) == "[]");
    CHECK(json("\x82\xa1"
               "a\x01\xa1"
               "b\x81\xa1"
               "c\x92\x80\x02") == R"({"a":1,"b":{"c":[{},2]}})");
    CHECK(json("\xde\x00\x01\xa1x\xc4\x01\xab"s) == R"({"x":"ab"})");
    CHECK(json("\xdf\x00\x00\x00\x02\xa1x\x01\xa1x\x02"s) == R"({"x":1,"x":2})");
  }

  TEST_CASE("what it appends to stays") {
    std::string out = "before";
    REQUIRE(msgpack_to_json(as_bytes("\x01"), 1, out).ok());
    CHECK(out == "before1");
  }

  TEST_CASE("rejects") {
    CHECK(json("") == "not msgpack: no bytes at all");
    CHECK(json("\xc1") == "not msgpack: a byte that begins no value");
    CHECK(json("\x01\x02") == "not msgpack: something stands behind it");
    CHECK(json("\x80\xc0") == "not msgpack: something stands behind it");
    CHECK(json("\xa1\xff") == "not msgpack: a string that is not UTF-8");
    CHECK(json("\xa3\xed\xa0\x80") == "not msgpack: a string that is not UTF-8");
    CHECK(json("\x81\x01\x01") == "not msgpack: a map key that is not a string");
    CHECK(json("\x81\xc0\x01") == "not msgpack: a map key that is not a string");
    CHECK(json("\x81\xc4\x01x\x01") == "not msgpack: a map key that is not a string");
    CHECK(json("\x81\xc4\x00\x01"s) == "not msgpack: a map key that is not a string");
    CHECK(json("\x81\x90\x01") == "not msgpack: a map key that is not a string");
    CHECK(json("\x81\x80\x01") == "not msgpack: a map key that is not a string");
    CHECK(json("\x81\xca\x7f\xc0\x00\x00\x01"s) == "not msgpack: a map key that is not a string");
  }

  TEST_CASE("cut off anywhere") {
    const std::string whole =
        "\x84\xa1"
        "a\xcf\x01\x02\x03\x04\x05\x06\x07\x08\xa1"
        "b\xc4\x02\x01\x02\xa1"
        "c\x93\xc0\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00\xd9\x03xyz\xa1"
        "d\xc7\x02\x05\x00\x00"s;
    CHECK(json(whole) == R"({"a":72623859790382856,"b":"0102","c":[null,1.000000e+00,"xyz"],"d":null})");
    for (size_t size = 1; size < whole.size(); size++) {
      CHECK(json(whole.substr(0, size)) == "not msgpack: it ends in the middle");
    }
  }

  TEST_CASE("a claimed length costs nothing") {
    for (const auto& head : {"\xdd\xff\xff\xff\xff"s, "\xdf\xff\xff\xff\xff"s, "\xdb\xff\xff\xff\xff"s,
                             "\xc6\xff\xff\xff\xff"s, "\xc9\xff\xff\xff\xff\x01"s, "\xc9\xff\xff\xff\xfe\x01"s}) {
      CHECK(json(head) == "not msgpack: it ends in the middle");
    }
    CHECK(json("\xdd\xff\xff\xff\xff\xdd\xff\xff\xff\xff\x01") == "not msgpack: it ends in the middle");
  }

  TEST_CASE("depth") {
    const size_t most = tlog::kMaxJsonDepth;
    CHECK(json(std::string(most, '\x91') + "\xc0") == std::string(most, '[') + "null" + std::string(most, ']'));
    CHECK(json(std::string(most + 1, '\x91') + "\xc0") == "not msgpack: nested too deeply");
    CHECK(json(std::string(1'000'000, '\x91')) == "not msgpack: nested too deeply");
  }

  TEST_CASE("the limit is met exactly, by whatever comes last") {
    for (const auto& bytes : {"\xc0"s, "\x05"s, "\xa2\n\""s, "\xc4\x02\x01\x02"s, "\x93\x01\x02\x90"s, "\x80"s,
                              "\x81\xa1x\x81\xa1y\x01"s, "\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00"s}) {
      const std::string whole = json(bytes);
      CHECK(json(bytes, whole.size()) == whole);
      for (size_t limit = 0; limit < whole.size(); limit++) {
        std::string out;
        CHECK(reason(msgpack_to_json(as_bytes(bytes), limit, out)) ==
              "holds more than the limit of " + std::to_string(limit) + " bytes");
        CHECK(out.size() <= limit + 8);
      }
    }
  }

  TEST_CASE("a map by its first byte") {
    for (int first = 0; first < 256; first++) {
      const std::string head(1, static_cast<char>(first));
      CHECK(tlog::is_msgpack_map(as_bytes(head)) ==
            ((first >= 0x80 && first < 0x90) || first == 0xde || first == 0xdf));
    }
    CHECK(!tlog::is_msgpack_map({}));
  }
}
