#include "libcore/base/text.h"

#include <string>

#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("base");

std::string encode(char32_t c) {
  const auto byte = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | (c >> 6)), byte(0x80 | (c & 63))};
  if (c < 0x10000) return {byte(0xe0 | (c >> 12)), byte(0x80 | ((c >> 6) & 63)), byte(0x80 | (c & 63))};
  return {byte(0xf0 | (c >> 18)), byte(0x80 | ((c >> 12) & 63)), byte(0x80 | ((c >> 6) & 63)), byte(0x80 | (c & 63))};
}

TEST_CASE("every code point is UTF-8, and no surrogate") {
  for (char32_t c = 0; c < 0x110000; c++) {
    const std::string text = encode(c);
    size_t pos = 0;
    const auto back = next_code_point(text, &pos);
    if (c >= 0xd800 && c <= 0xdfff) {
      if (back || pos != 0) FAIL(static_cast<uint32_t>(c));
    } else if (back != c || pos != text.size()) {
      FAIL(static_cast<uint32_t>(c));
    }
  }
}

TEST_CASE("not UTF-8") {
  for (const std::string& text : {"\x80"s,
                                  "\xbf"s,
                                  "\xff"s,
                                  "\xfe"s,  // no first byte
                                  "\xc3"s,
                                  "\xe2\x82"s,
                                  "\xf0\x9f\x92"s,
                                  "\xe2\x82 "s,  // cut off
                                  "\xc3("s,
                                  "\xe2(\xa1"s,
                                  "\xe2\x82("s,
                                  "\xf0(\x8c\xbc"s,  // no continuation
                                  "\xc0\x80"s,
                                  "\xc1\xbf"s,
                                  "\xe0\x9f\xbf"s,
                                  "\xf0\x8f\xbf\xbf"s,  // longer than needed
                                  "\xed\xa0\x80"s,
                                  "\xed\xbf\xbf"s,  // surrogates
                                  "\xf4\x90\x80\x80"s,
                                  "\xf5\x80\x80\x80"s,  // above U+10FFFF
                                  "\xf8\x88\x80\x80\x80"s}) {
    CAPTURE(printable(text));
    CHECK_FALSE(is_utf8(text));
    CHECK_FALSE(is_utf8("ok " + text));
    CHECK_FALSE(is_utf8(text + " ok"));
  }
  CHECK(is_utf8(""));
  CHECK(is_utf8("\0"s));
}

TEST_CASE("what drives a terminal is escaped") {
  const struct {
    std::string text, shown;
  } table[] = {
      {"", ""},
      {"plain, with 'quotes' and \"more\"", "plain, with 'quotes' and \"more\""},
      {"\xc3\xa8 \xe2\x80\x94 \xf0\x9f\x92\xa9", "\xc3\xa8 \xe2\x80\x94 \xf0\x9f\x92\xa9"},
      {"a\x1b[31mb", "a\\x1b[31mb"},
      {"\n\r\t\0"s, "\\x0a\\x0d\\x09\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b", "\\u{009b}"},           // the control sequence introducer of eight bits
      {"\xe2\x80\xae", "\\u{202e}"},       // RIGHT-TO-LEFT OVERRIDE
      {"\xe2\x81\xa6", "\\u{2066}"},       // LEFT-TO-RIGHT ISOLATE
      {"\xe2\x80\x8b", "\\u{200b}"},       // ZERO WIDTH SPACE
      {"\xef\xbb\xbf", "\\u{feff}"},       // BYTE ORDER MARK
      {"\xf3\xa0\x80\xa1", "\\u{e0021}"},  // TAG EXCLAMATION MARK
      {"a\xff\xc3", "a\\xff\\xc3"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
  };
  for (const auto& row : table) CHECK(printable(row.text) == row.shown);
}

TEST_CASE("what is long is cut, never inside of a character") {
  CHECK(printable(std::string(200, 'x')) == std::string(200, 'x'));
  CHECK(printable(std::string(201, 'x')) == std::string(200, 'x') + "...");
  CHECK(printable("abc", 2) == "ab...");
  const std::string cut = printable(std::string(199, 'x') + "\xe2\x80\x94\xe2\x80\x94");
  CHECK(cut == std::string(199, 'x') + "\xe2\x80\x94...");
}

// Unicode 15, PropList.txt, White_Space: 25 code points.
TEST_CASE("Unicode spaces") {
  size_t count = 0;
  for (char32_t c = 0; c < 0x110000; c++) count += is_unicode_space(c);
  CHECK(count == 25);
  for (char32_t c :
       {U'\t', U'\n', U'\v', U'\f', U'\r', U' ', char32_t{0x85}, char32_t{0xa0}, char32_t{0x1680}, char32_t{0x2000},
        char32_t{0x200a}, char32_t{0x2028}, char32_t{0x2029}, char32_t{0x202f}, char32_t{0x205f}, char32_t{0x3000}}) {
    CHECK(is_unicode_space(c));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
