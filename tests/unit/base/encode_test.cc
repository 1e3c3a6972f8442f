#include "libcore/base/encode.h"

#include <string>

#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("base");

Bytes counted(size_t size) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; i++) bytes[i] = static_cast<uint8_t>(i * 37 + 11);
  return bytes;
}

TEST_CASE("hex: what is written is read back") {
  for (size_t size = 0; size < 70; size++) CHECK(hex_decode(hex_encode(counted(size))) == counted(size));
  CHECK(hex_encode(Bytes{0x00, 0x0f, 0xf0, 0xff}) == "000ff0ff");
}

TEST_CASE("hex: rejects") {
  for (const std::string& text :
       {"0"s, "000"s, "0g"s, "g0"s, "0A"s, "A0"s, "0x00"s, " 00"s, "00 "s, "0 "s, "00\n"s, "\0\0"s, "\xff\xff"s}) {
    CAPTURE(text);
    CHECK_FALSE(hex_decode(text));
  }
}

// RFC 4648 section 10.
TEST_CASE("base64: the published values") {
  for (const auto& [plain, text] : {std::pair{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"fooba", "Zm9vYmE="},
                                    {"foobar", "Zm9vYmFy"}}) {
    CHECK(base64_encode(as_bytes(plain)) == text);
    const auto back = base64_decode(text);
    REQUIRE(back);
    CHECK(as_text(*back) == plain);
  }
}

TEST_CASE("base64: what is written is read back") {
  for (size_t size = 0; size < 70; size++) CHECK(base64_decode(base64_encode(counted(size))) == counted(size));
}

TEST_CASE("base64: every text of up to four characters that is accepted is what the encoder writes") {
  // One of each class: digits with and without low bits, the two signs, padding, what is no digit.
  const std::string letters = "ABCQgw+/=9-_ \n\r\0"s;
  size_t accepted = 0;
  for (size_t length = 0; length <= 4; length++) {
    size_t count = 1;
    for (size_t i = 0; i < length; i++) count *= letters.size();
    for (size_t number = 0; number < count; number++) {
      std::string text;
      for (size_t i = 0, rest = number; i < length; i++, rest /= letters.size()) text += letters[rest % letters.size()];
      const auto bytes = base64_decode(text);
      if (!bytes) continue;
      accepted++;
      if (base64_encode(*bytes) != text) FAIL(text);
    }
  }
  // Nothing; four digits; three, of which the last ends in two zero bits; two, of which the last ends in four: A Q g w.
  CHECK(accepted == 1 + 9 * 9 * 9 * 9 + 9 * 9 * 4 + 9 * 4);
}

TEST_CASE("base64: rejects") {
  for (const std::string& text :
       {"Zg"s,       "Zg="s,      "Z"s,        "Zg==="s, "Zm9vZ"s,  // length
        "Zh=="s,     "Zm9="s,     "Zm9vYh=="s,                      // bits behind the last byte
        "===="s,     "Z==="s,     "=Zg="s,     "Z=g="s,  "Zg=A"s,   // padding in the wrong place
        "Zg==Zg=="s, "Zm8=Zm9v"s,                                   // padding in the middle
        "Zm-_"s,     "Zm9\n"s,    "Zm9v\n"s,   " Zm9"s,  "Zm 9v"s,  // another alphabet, blanks
        "Zm9\0"s,    "\xffm9v"s}) {
    CAPTURE(text);
    CHECK_FALSE(base64_decode(text));
  }
}

TEST_CASE("hashes have exactly 32 bytes") {
  Hash hash;
  for (size_t i = 0; i < 32; i++) hash.bytes[i] = static_cast<uint8_t>(i);
  CHECK(base64_decode_hash(base64_encode(hash)) == hash);
  CHECK(hex_decode_hash(hex_encode(hash.bytes)) == hash);
  for (size_t size : {size_t{0}, size_t{31}, size_t{33}, size_t{64}}) {
    CHECK_FALSE(base64_decode_hash(base64_encode(counted(size))));
    CHECK_FALSE(hex_decode_hash(hex_encode(counted(size))));
  }
  CHECK_FALSE(base64_decode_hash("not base64"));
  CHECK_FALSE(hex_decode_hash("not hex"));
}

TEST_CASE("percent: what is written is read back, and what others write") {
  std::string all;
  for (int i = 0; i < 256; i++) all += static_cast<char>(i);
  CHECK(percent_decode(percent_encode(all)) == all);
  CHECK(percent_encode("aZ09-_.~/ +%\xc3\xa9") == "aZ09-_.~%2F%20%2B%25%C3%A9");
  CHECK(percent_decode("a+b%c3%A9/") == "a b\xc3\xa9/");
  CHECK(percent_decode("") == "");
  for (const char* text : {"%", "%4", "a%", "%g0", "%0g", "%%41", "% 1"}) {
    CAPTURE(text);
    CHECK_FALSE(percent_decode(text));
  }
}

// RFC 4648 section 10, in lower case and without the padding.
TEST_CASE("base32: the published values") {
  for (const auto& [plain, text] : {std::pair{"", ""},
                                    {"f", "my"},
                                    {"fo", "mzxq"},
                                    {"foo", "mzxw6"},
                                    {"foob", "mzxw6yq"},
                                    {"fooba", "mzxw6ytb"},
                                    {"foobar", "mzxw6ytboi"}}) {
    CHECK(base32_encode(as_bytes(plain)) == text);
    const auto back = base32_decode(text);
    REQUIRE(back);
    CHECK(as_text(*back) == plain);
  }
}

TEST_CASE("base32: what is written is read back, and nothing else means those bytes") {
  for (size_t size = 0; size < 70; size++) {
    const std::string text = base32_encode(counted(size));
    CHECK(base32_decode(text) == counted(size));
    for (const char c : "abcdefghijklmnopqrstuvwxyz234567"s) {
      const auto longer = base32_decode(text + c);
      if (longer) CHECK(base32_encode(*longer) == text + c);
      if (text.empty() || text.back() == c) continue;
      const auto other = base32_decode(text.substr(0, text.size() - 1) + c);
      if (other) CHECK(*other != counted(size));
    }
  }
}

TEST_CASE("base32: rejects") {
  for (const std::string& text : {"m"s, "mzx"s, "mzxw6y"s, "mz"s, "mzxr"s, "MY"s, "m1"s, "m0"s, "m8"s, "my======"s,
                                  "my="s, " my"s, "my "s, "my\n"s, "m\0"s, "\xff\xff"s}) {
    CAPTURE(text);
    CHECK_FALSE(base32_decode(text));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
