#include "libcore/text/json_scan.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace std::string_literals;
using tlog::JsonKind;
using tlog::JsonScanner;
using tlog::JsonToken;

namespace {

// Nothing when `text` is one JSON value, else the reason.
std::string fault(std::string_view text) {
  JsonScanner scan(text);
  scan.skip();
  if (scan.finish()) return "";
  return scan.reason();
}

std::string nested(size_t depth, std::string_view inner) {
  std::string out;
  for (size_t i = 0; i < depth; i++) out += i % 2 == 0 ? "[" : "{\"a\":";
  out += inner;
  for (size_t i = depth; i-- > 0;) out += i % 2 == 0 ? "]" : "}";
  return out;
}

std::string unescaped(std::string_view text) {
  JsonScanner scan(text);
  JsonToken token;
  REQUIRE(scan.read_string(&token));
  REQUIRE(scan.finish());
  return token.unescaped();
}

}  // namespace

TEST_SUITE("text/json_scan") {
  TEST_CASE("what JSON is") {
    for (std::string_view text : {"{}",
                                  "[]",
                                  " \t\r\n{ } \n",
                                  "[ ]",
                                  "null",
                                  "true",
                                  "false",
                                  "\"\"",
                                  "0",
                                  "-0",
                                  "12",
                                  "1.5",
                                  "1e5",
                                  "1E+5",
                                  "1e-5",
                                  "-0.0e0",
                                  "123456789012345678901234567890",
                                  "1e999",
                                  "[1,2]",
                                  "[ 1 , [ ] , { } ]",
                                  R"({"a":1,"a":2})",
                                  R"({"":{}})",
                                  R"({ "a" : [ true , { "b" : null } ] , "c" : "d" })",
                                  R"("\"\\\/\b\f\n\r\t\u0000\uD83d\uDe00")",
                                  "\"\x7f/\"",
                                  R"(["0123456","01234567","012345678","012345678901234567890123456789"])"}) {
      CAPTURE(text);
      CHECK(fault(text) == "");
    }
  }

  TEST_CASE("what JSON is not, and why") {
    struct Case {
      std::string text;
      std::string reason;
    };
    const std::string ends = "the text ends in the middle of a value", value = "a value is expected",
                      number = "a malformed number", member = "a comma or a closing brace is expected",
                      element = "a comma or a closing bracket is expected", key = "a key in quotes is expected",
                      string_end = "a string does not end", lone = "an escape is half of a surrogate pair",
                      hex = "\\u is not followed by four hexadecimal digits",
                      control = "a control character in a string is not escaped",
                      escape = "an unknown escape in a string";
    const std::vector<Case> cases = {
        {"", ends},
        {" ", ends},
        {"{", ends},
        {"[", ends},
        {"[1", ends},
        {"[1,", ends},
        {"{\"a\"", ends},
        {"{\"a\":", ends},
        {"{\"a\":1", ends},
        {"{\"a\":1,", ends},
        {"}", value},
        {"]", value},
        {",", value},
        {"x", value},
        {"nul", value},
        {"True", value},
        {"+1", value},
        {".5", value},
        {"'a'", value},
        {"[,]", value},
        {"[1,]", value},
        {"{\"a\":}", value},
        {"{\"a\":,}", value},
        {"NaN", value},
        {"\xef\xbb\xbf{}", value},
        {"/**/1", value},
        {"\0"s, value},
        {"[\0]"s, value},
        {"01", number},
        {"-", number},
        {"-a", number},
        {"1.", number},
        {"1.e5", number},
        {"1e", number},
        {"1e+", number},
        {"[00]", number},
        {"-01", number},
        {"[1 2]", element},
        {"[1}", element},
        {"[truex]", element},
        {"[1:2]", element},
        {"[0x10]", element},
        {"{\"a\":1]", member},
        {"{\"a\":1 \"b\":2}", member},
        {"{\"a\":[]]", member},
        {"{,}", key},
        {"{1:2}", key},
        {"{\"a\":1,}", key},
        {"{a:1}", key},
        {"{null:1}", key},
        {"{\"a\" 1}", "a colon is expected behind a key"},
        {"{\"a\",1}", "a colon is expected behind a key"},
        {"\"", string_end},
        {"\"abc", string_end},
        {"\"abcdefghijkl", string_end},
        {"\"\\", string_end},
        {"{\"a", string_end},
        {"\"\\\"", string_end},
        {"\"\n\"", control},
        {"\"abcdefgh\tijk\"", control},
        {"\"\0\""s, control},
        {"\"\x1f\"", control},
        {R"("\x41")", escape},
        {R"("\'")", escape},
        {R"("\U0041")", escape},
        {"\"\\\n\"", escape},
        {R"("\u12")", hex},
        {R"("\u12g4")", hex},
        {R"("\u")", hex},
        {R"("\u 123")", hex},
        {"\"\\u00\xc3\xa9\"", hex},
        {R"("\ud800")", lone},
        {R"("\udc00")", lone},
        {R"("\ud800x")", lone},
        {R"("\ud800\n")", lone},
        {R"("\ud800\u0041")", lone},
        {R"("\ud800\ud800")", lone},
        {R"("\udc00\ud800")", lone},
        {R"({"\udfff":1})", lone},
        {"{} x", "text behind the value"},
        {"{}{}", "text behind the value"},
        {"1 2", "text behind the value"},
        {"truex", "text behind the value"},
        {"\"a\"\"b\"", "text behind the value"},
        {"[]]", "text behind the value"},
    };
    for (const Case& c : cases) {
      CAPTURE(c.text);
      CHECK(fault(c.text) == c.reason);
    }
  }

  TEST_CASE("nesting: the limit, and one more") {
    CHECK(fault(nested(tlog::kMaxJsonDepth, "1")) == "");
    CHECK(fault(nested(tlog::kMaxJsonDepth, "{}")) == "");
    CHECK(fault(nested(tlog::kMaxJsonDepth + 1, "1")) == "nested too deeply");
    CHECK(fault(nested(100'000, "1")) == "nested too deeply");
    CHECK(fault(std::string(1'000'000, '[')) == "nested too deeply");
    JsonScanner scan("[[1]]");
    scan.skip();
    CHECK_FALSE(scan.too_deep());
    const std::string deep = nested(tlog::kMaxJsonDepth + 1, "1");
    JsonScanner deep_scan(deep);
    deep_scan.skip();
    CHECK(deep_scan.too_deep());
  }

  TEST_CASE("the limit counts containers that were entered by hand as well") {
    const std::string inner = nested(tlog::kMaxJsonDepth, "1"), text = "[" + inner + "]";
    JsonScanner scan(text);
    REQUIRE(scan.enter_array());
    REQUIRE(scan.next_element());
    CHECK_FALSE(scan.skip());
    CHECK(scan.too_deep());
  }

  TEST_CASE("every text that ends too early is refused") {
    const std::string text = R"({"a":[1,-2.5e+3,"x\u00e9\ud83d\ude00",true,null,{"b":{}}],"c":false})";
    CHECK(fault(text) == "");
    for (size_t size = 0; size < text.size(); size++) {
      CAPTURE(size);
      // A copy on the heap, so that a sanitizer sees a read behind the end.
      const std::vector<char> cut(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
      CHECK(fault({cut.data(), cut.size()}) != "");
    }
  }

  TEST_CASE("special characters are found at every place of a string") {
    for (size_t size = 0; size < 40; size++) {
      for (size_t at = 0; at < size; at++) {
        std::string body(size, 'x');
        body[at] = '\x01';
        CHECK(fault("\"" + body + "\"") == "a control character in a string is not escaped");
        body[at] = '"';
        CHECK(fault("\"" + body + "\"") != "");
        body[at] = '\x80';  // not UTF-8, which is not the scanner's business
        CHECK(fault("\"" + body + "\"") == "");
      }
    }
  }

  TEST_CASE("walking by hand") {
    const std::string text =
        R"( {"name" : "a\u0062c", "n\u0061me":"x", "size":18446744073709551616, "list":["p",1], "rest":{"a":[]} } )";
    JsonScanner scan(text);
    JsonToken key, value;
    std::string_view number;
    REQUIRE(scan.enter_object());
    REQUIRE(scan.next_member(&key));
    CHECK(key.is("name"));
    CHECK_FALSE(key.escaped);
    REQUIRE(scan.read_string(&value));
    CHECK(value.is("abc"));
    CHECK(value.raw == "a\\u0062c");
    REQUIRE(scan.next_member(&key));
    CHECK(key.escaped);
    CHECK(key.is("name"));
    CHECK(scan.skip());
    REQUIRE(scan.next_member(&key));
    REQUIRE(scan.read_number(&number));
    CHECK(number == "18446744073709551616");
    REQUIRE(scan.next_member(&key));
    REQUIRE(scan.enter_array());
    REQUIRE(scan.next_element());
    REQUIRE(scan.read_string(&value));
    CHECK(value.is("p"));
    REQUIRE(scan.next_element());
    CHECK(scan.peek() == JsonKind::kNumber);
    CHECK(scan.skip());
    CHECK_FALSE(scan.next_element());
    CHECK(scan.ok());
    REQUIRE(scan.next_member(&key));
    CHECK(key.is("rest"));
    CHECK(scan.peek() == JsonKind::kObject);
    CHECK(scan.skip());
    CHECK_FALSE(scan.next_member(&key));
    CHECK(scan.finish());
  }

  TEST_CASE("the wrong kind is a fault, and the first fault stays") {
    JsonScanner scan("{\"a\":1}");
    JsonToken key;
    REQUIRE(scan.enter_object());
    REQUIRE(scan.next_member(&key));
    CHECK_FALSE(scan.read_string(&key));
    CHECK(scan.reason() == "a string is expected"s);
    CHECK(scan.offset() == 5);
    CHECK_FALSE(scan.skip());
    CHECK_FALSE(scan.enter_object());
    CHECK_FALSE(scan.next_member(&key));
    CHECK_FALSE(scan.finish());
    CHECK(scan.peek() == JsonKind::kNone);
    CHECK(scan.reason() == "a string is expected"s);

    JsonScanner array("[]");
    CHECK_FALSE(array.enter_object());
    CHECK(array.reason() == "an object is expected"s);
    JsonScanner object("{}");
    CHECK_FALSE(object.enter_array());
    CHECK(object.reason() == "an array is expected"s);
    JsonScanner word("true");
    std::string_view number;
    CHECK_FALSE(word.read_number(&number));
    CHECK(word.reason() == "a number is expected"s);
  }

  TEST_CASE("escapes") {
    CHECK(unescaped(R"("")") == "");
    CHECK(unescaped(R"("plain")") == "plain");
    CHECK(unescaped(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
    CHECK(unescaped(R"("a\u0000b")") == "a\0b"s);
    CHECK(unescaped(R"("\u007f\u0080\u07ff\u0800\uffff")") == "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf");
    CHECK(unescaped(R"("\uD83D\uDE00 \ud800\udc00 \uDBFF\uDFFF")") ==
          "\xf0\x9f\x98\x80 \xf0\x90\x80\x80 \xf4\x8f\xbf\xbf");
    CHECK(unescaped(R"("x\\u0041")") == "x\\u0041");
  }
}
