#include "libcore/text/json_read.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "libcore/base/text.h"
#include "libcore/text/json_scan.h"

using namespace std::string_literals;
using tlog::EntryLine;
using tlog::EntryLineParser;

namespace doctest {
template <>
struct StringMaker<EntryLine> {
  static String convert(EntryLine verdict) { return tlog::describe(verdict).data(); }
};
}  // namespace doctest

TEST_SUITE("text/json_read") {
  TEST_CASE("lines and their verdicts") {
    struct Case {
      std::string line;
      EntryLine verdict;
    };
    std::string deepest = "{\"a\":" + std::string(1022, '[') + "1" + std::string(1022, ']') + "}";
    std::string too_deep = "{\"a\":" + std::string(1023, '[') + "1" + std::string(1023, ']') + "}";
    const std::string number = "123456789012345678901234567890";
    std::string too_deep_number = too_deep;
    too_deep_number.insert(1, "\"n\":" + number + ",");
    const std::vector<Case> cases = {
        {"{}", EntryLine::kEntry},
        {" {\"a\":1}\r", EntryLine::kEntry},
        {R"({"a":1,"a":2})", EntryLine::kEntry},
        {R"({"note":"caf\u00e9","x":["tlog-tools"],"y":{"tlog-tools":1}})", EntryLine::kEntry},
        {R"({"Tlog-tools":1,"tlog-tools ":1,"tlog\\u002dtools":1})", EntryLine::kEntry},
        {R"({"a":18446744073709551615,"b":-9223372036854775808,"c":-0,"d":1e-999})", EntryLine::kEntry},
        {"{\"a\":" + number + "}", EntryLine::kEntry},
        {"{\"a\":-" + number + "}", EntryLine::kEntry},
        {R"({"a":1e999,"b":-1e999})", EntryLine::kEntry},
        {"{\"a\":" + std::string(400, '1') + ".5}", EntryLine::kEntry},
        {deepest, EntryLine::kEntry},
        {R"({"tlog-tools":"end"})", EntryLine::kReserved},
        {R"({"a":1,"tlog\u002dtools":2})", EntryLine::kReserved},
        {R"({"\u0074\u006c\u006F\u0067-tools":null})", EntryLine::kReserved},
        {"{\"a\":" + number + ",\"tlog-tools\":1}", EntryLine::kReserved},
        {"{\"a\":" + number + ",\"tlog-too\\u006cs\":1}", EntryLine::kReserved},
        {"{\"a\":" + number + ",\"b\":{\"tlog-tools\":1}}", EntryLine::kEntry},
        {"", EntryLine::kEmpty},
        {" ", EntryLine::kNotJson},
        {"\xef\xbb\xbf{}", EntryLine::kNotJson},
        {"{} {}", EntryLine::kNotJson},
        {"{}x", EntryLine::kNotJson},
        {"{}\0"s, EntryLine::kNotJson},
        {"{", EntryLine::kNotJson},
        {R"({"a":1,})", EntryLine::kNotJson},
        {R"({"a":01})", EntryLine::kNotJson},
        {"{\"a\":" + number + ",}", EntryLine::kNotJson},
        {"{\"a\":" + number + "} {}", EntryLine::kNotJson},
        {"{\"a\":" + number + "e}", EntryLine::kNotJson},
        {R"({"a":"\ud800"})", EntryLine::kNotJson},
        {R"({"a":"\udc00"})", EntryLine::kNotJson},
        {R"({"\ud800\u0041":1})", EntryLine::kNotJson},
        {"{\"a\":" + number + ",\"b\":\"\\ud800\"}", EntryLine::kNotJson},
        {"{\"a\":\"\t\"}", EntryLine::kNotJson},
        {"{\"a\":\"\xff\"}", EntryLine::kNotUtf8},
        {"{\"a\":\"\xed\xa0\x80\"}", EntryLine::kNotUtf8},
        {"{\"a\":" + number + ",\"b\":\"\xc0\x80\"}", EntryLine::kNotUtf8},
        {"[]", EntryLine::kNotObject},
        {"\"tlog-tools\"", EntryLine::kNotObject},
        {"1", EntryLine::kNotObject},
        {number, EntryLine::kNotObject},
        {"null", EntryLine::kNotObject},
        {too_deep, EntryLine::kTooDeep},
        {too_deep_number, EntryLine::kTooDeep},
        {std::string(60'000, '{'), EntryLine::kNotJson},
    };
    EntryLineParser parser;
    for (const Case& c : cases) {
      CAPTURE(c.line);
      CHECK(parser.check(std::string_view(c.line)) == c.verdict);
      // The bytes behind a line do not matter.
      for (char behind : {'\0', '"', '1', '}', '\xff', 'e', '\\'}) {
        const std::string padded = c.line + std::string(tlog::kJsonPadding, behind);
        CHECK(parser.check(tlog::PaddedText{std::string_view(padded).substr(0, c.line.size())}) == c.verdict);
      }
    }
  }

  TEST_CASE("the longest line, and one byte more") {
    EntryLineParser parser;
    const std::string longest = "{\"a\":\"" + std::string(65'535 - 8, 'x') + "\"}";
    REQUIRE(longest.size() == 65'535);
    CHECK(parser.check(std::string_view(longest)) == EntryLine::kEntry);
    CHECK(parser.check(std::string_view(longest + " ")) == EntryLine::kTooLong);
    CHECK(parser.check(std::string_view(std::string(1'000'000, 'x'))) == EntryLine::kTooLong);
  }

  // Two readers of JSON that share nothing must agree on everything but the size of numbers, which the first one asks
  // the second one about.
  TEST_CASE("simdjson and the scanner agree on texts with random faults") {
    std::mt19937 random(1);
    const std::string seed =
        R"({"build":"h0","n":[0,-1.5e3,18446744073709551615,true,false,null],"s":"a\n\u00e9\ud83d\ude00é","o":{"x":[],"y":{}}})";
    const std::string alphabet = "{}[]:,\"\\ntrue0123456789.eE+-u \t\x01\xc3";
    EntryLineParser parser;
    size_t good = 0;
    for (int round = 0; round < 200'000; round++) {
      std::string text = seed;
      const auto faults = 1 + random() % 3;
      for (auto i = faults; i > 0; i--) {
        const size_t at = random() % text.size();
        const char c = alphabet[random() % alphabet.size()];
        switch (random() % 3) {
          case 0:
            text[at] = c;
            break;
          case 1:
            text.insert(at, 1, c);
            break;
          default:
            text.erase(at, 1 + random() % 4);
        }
        if (text.empty()) text = "{";
      }
      const EntryLine verdict = parser.check(std::string_view(text));
      tlog::JsonScanner scan(text);
      scan.skip();
      const bool json = tlog::is_utf8(text) && scan.finish();
      CAPTURE(text);
      REQUIRE(json == (verdict == EntryLine::kEntry || verdict == EntryLine::kNotObject));
      good += json ? 1 : 0;
    }
    CHECK(good > 10'000);
  }

  TEST_CASE("UTF-8: both functions agree") {
    for (std::string_view text :
         {"", "abc", "\xc3\xa9", "\xf0\x9f\x98\x80", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82",
          "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrst\xc3"}) {
      CAPTURE(text);
      CHECK(tlog::valid_utf8(text) == tlog::is_utf8(text));
    }
  }
}
