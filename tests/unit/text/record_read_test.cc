#include "libcore/text/record_read.h"

#include <string>

#include "libcore/base/encode.h"
#include "libcore/text/record.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("text");

RecordIn parse(std::string_view line) {
  auto record = RecordIn::parse(line);
  REQUIRE_MESSAGE(record, reason(record));
  return *std::move(record);
}

TEST_CASE("texts that could drive a terminal are escaped, and what is not UTF-8 goes as base64") {
  CHECK(Record("r").texts("k", {}).line() == R"({"type":"r","k":[]})");
  CHECK(Record("r").texts("k", {"a\\b", "\xe2\x80\xae\x7f"}).line() == R"({"type":"r","k":["a\\b","\u202e\u007f"]})");
  CHECK(Record("r").texts("k", {"a", "\xff"}).line() == R"({"type":"r","k_b64":["YQ==","/w=="]})");
}

TEST_CASE("what Record writes is read") {
  Hash hash;
  hash.bytes.fill(7);
  const std::string line = Record("proof")
                               .text("proof", "a\n\"b\"\\\t\x01\xc3\xa8\xf0\x9f\x98\x80")
                               .number("index", 9007199254740991)
                               .flag("yes", true)
                               .hash("leaf_hash", hash)
                               .texts("hashes", {"x", "", "y\n"})
                               .line();
  const RecordIn record = parse(line);
  CHECK(record.type() == "proof");
  CHECK(*record.text("proof") == "a\n\"b\"\\\t\x01\xc3\xa8\xf0\x9f\x98\x80"s);
  CHECK(*record.number("index") == 9007199254740991u);
  CHECK(*record.hash("leaf_hash") == hash);
  CHECK(*record.texts("hashes", 3) == std::vector<std::string>{"x", "", "y\n"});
  CHECK(reason(record.texts("hashes", 2)) == "\"hashes\" has more than 2 elements");
  for (const char* absent : {"nothing", "prooF", ""}) CHECK_FALSE(*record.text(absent));
}

TEST_CASE("records that are refused") {
  const struct {
    std::string line;
    std::string why;
  } table[] = {
      {"", "not a record: no JSON object"},
      {"[]", "not a record: no JSON object"},
      {"hello", "not a record: no JSON object"},
      {"{}", "not a record: no \"type\""},
      {"{\"Type\":\"a\"}", "not a record: no \"type\""},
      {"{\"type\":1}", "\"type\" is not a string"},
      {"{\"type\":null}", "\"type\" is not a string"},
      {"{\"type\":\"a\",\"type\":\"a\"}", "\"type\" stands twice"},
      {"{\"type\":\"a\",\"b\":1,\"\\u0062\":1}", "\"b\" stands twice"},
      {"{\"type\":\"\xff\"}", "not UTF-8"},
  };
  for (const auto& row : table) {
    CAPTURE(row.line);
    const auto record = RecordIn::parse(row.line);
    CHECK(reason(record) == row.why);
    if (!record) CHECK(record.error().code() == Errc::kMalformed);
  }
  for (const std::string& line :
       {"{\"type\":\"a\"}x"s, "{\"type\":\"a\""s, "{\"type\":\"a\",}"s, "{\"type\":\"a\"} {}"s}) {
    CHECK(reason(RecordIn::parse(line)).starts_with("not a record: "));
  }
  // Cut off anywhere.
  const std::string whole = "{\"type\":\"proof\",\"index\":12,\"hashes\":[\"a\"]}";
  for (size_t size = 0; size < whole.size(); size++) CHECK_FALSE(RecordIn::parse(whole.substr(0, size)));
}

TEST_CASE("values of another type") {
  const RecordIn record = parse(
      "{\"type\":\"a\",\"b\":true,\"n\":1.0,\"e\":1e3,\"neg\":-1,\"big\":9007199254740992,\"list\":[1],\"deep\":[["
      "\"x\"]],"
      "\"s\":\"AAAA\",\"o\":{\"x\":\"y\"}}");
  for (const char* key : {"b", "n", "list", "o"}) CHECK(reason(record.text(key)).ends_with("is not a string"));
  for (const char* key : {"b", "n", "e", "neg", "big", "s"}) {
    CHECK(reason(record.number(key)).ends_with("is not a whole number up to 2^53 - 1"));
  }
  for (const char* key : {"b", "list", "deep", "o", "s"}) {
    CHECK(reason(record.texts(key, 9)).ends_with("is not an array of strings"));
  }
  for (const char* key : {"n", "s", "list", "o"}) CHECK(reason(record.flag(key)).ends_with("is not true or false"));
  CHECK(*record.flag("b") == true);
  CHECK_FALSE(record.flag("absent")->has_value());
  CHECK(reason(record.hash("s")) == "\"s\" is not the base64 of a hash");
}

TEST_CASE("arrays of numbers and of objects") {
  const std::string line = Record("x")
                               .numbers("n", {0, 1, kMaxTreeSize})
                               .numbers("none", {})
                               .objects("o", {Record::flat().number("a", 1).text("b", "}"), Record::flat()})
                               .line();
  CHECK(line == R"({"type":"x","n":[0,1,9007199254740991],"none":[],"o":[{"a":1,"b":"}"},{}]})");
  const RecordIn record = parse(line);
  CHECK(*record.numbers("n", 3) == std::vector<uint64_t>{0, 1, kMaxTreeSize});
  CHECK(*record.numbers("none", 0) == std::vector<uint64_t>{});
  CHECK_FALSE(record.numbers("absent", 0)->has_value());
  CHECK(reason(record.numbers("n", 2)) == "\"n\" has more than 2 elements");
  CHECK(reason(record.numbers("o", 9)).ends_with("is not an array of whole numbers up to 2^53 - 1"));
  CHECK(reason(record.objects("n", 9)).ends_with("is not an array of objects"));
  const auto objects = record.objects("o", 2);
  REQUIRE(objects);
  REQUIRE((*objects)->size() == 2);
  CHECK(*(**objects)[0].number("a") == 1);
  CHECK(*(**objects)[0].text("b") == "}");
  for (const char* bad : {R"({"type":"x","n":[1.0]})", R"({"type":"x","n":[-1]})", R"({"type":"x","n":[[1]]})",
                          R"({"type":"x","n":["1"]})", R"({"type":"x","n":1})", R"({"type":"x","n":{"a":1}})"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse(bad).numbers("n", 9));
  }
  CHECK_FALSE(parse(R"({"type":"x","n":[{"a":1,"a":2}]})").objects("n", 9));
}

TEST_CASE("unknown keys and types are nobody's business") {
  const RecordIn record =
      parse("{\"new\":{\"deep\":[1,{\"x\":null}]},\"type\":\"unheard of\",\"" + std::string(5000, 'k') + "\":0}");
  CHECK(record.type() == "unheard of");
}

TEST_CASE("a line that a person wrote may lack a type; else it is judged alike") {
  const auto record = RecordIn::parse_untyped("{\"index\":12}");
  REQUIRE(record);
  CHECK(record->type() == "");
  CHECK(*record->number("index") == 12);
  CHECK(RecordIn::parse_untyped("{\"type\":\"entry\"}")->type() == "entry");
  for (const char* line : {"", "12", "[]", "{\"a\":1,\"a\":1}", "{\"type\":1}", "{\"a\":\"\xff\"}", "{} {}"}) {
    CAPTURE(line);
    CHECK_FALSE(RecordIn::parse_untyped(line));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
