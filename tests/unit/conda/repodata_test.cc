#include "libcore/conda/repodata.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace std::string_literals;
using tlog::EntryOrder;
using tlog::Repodata;

namespace {

constexpr size_t kPieceBytes[] = {1, 2, 3, 7, 20, 50, 1000};  // of texts that several threads read at once

std::string fault(std::string_view text) {
  const auto repodata = Repodata::index(text);
  for (const size_t bytes : kPieceBytes) {
    const auto again = Repodata::index(text, {.jobs = 2, .piece_bytes = bytes});
    REQUIRE(again.has_value() == repodata.has_value());
    if (!again) REQUIRE(again.error().message() == repodata.error().message());
  }
  if (repodata) return "";
  CHECK(repodata.error().code() == tlog::Errc::kMalformed);
  return repodata.error().message();
}

// "section/filename=record" of every package, in order.
std::vector<std::string> walk(std::string_view text, EntryOrder order, const tlog::RepodataReading& how = {}) {
  const auto repodata = Repodata::index(text, how);
  REQUIRE(repodata);
  Repodata::Walk packages(*repodata, order);
  std::vector<std::string> out;
  while (const auto package = packages.next()) {
    out.push_back(std::string(tlog::section_name(package->section)) + "/" + package->filename.unescaped() + "=" +
                  std::string(package->record));
  }
  CHECK(out.size() == repodata->size());
  if (how.jobs > 1) return out;
  for (const size_t bytes : kPieceBytes) REQUIRE(walk(text, order, {.jobs = 2, .piece_bytes = bytes}) == out);
  return out;
}

// A value with what looks like the end of a record in it, and no filename twice.
std::string random_value(std::mt19937_64& random, unsigned depth) {
  const std::string ends[] = {R"("},")", R"("},\"x\":{\"a\":1},\"")", R"("\"},\"y")", "1", "null", R"("é")"};
  switch (depth == 0 ? 5 : random() % 6) {
    case 0:
      return "[" + random_value(random, depth - 1) + "," + random_value(random, depth - 1) + "]";
    case 1:
    case 2:
      return "{\"p\":" + random_value(random, depth - 1) + ",\"q\":" + random_value(random, depth - 1) + "}";
    case 3:
      return "{\"packages\":{\"k\":{},\"l\":{\"m\":{}},\"n\":1}}";
    case 4:
      return "{}";
    default:
      return ends[random() % 6];
  }
}

std::string random_repodata(std::mt19937_64& random) {
  std::string text = "{";
  for (size_t left = 1 + random() % 4; left > 0; left--) {
    const char* const names[] = {"packages", "packages.conda", "removed", "packages"};
    text += std::string("\"") + names[random() % 4] + "\":{";
    for (size_t i = random() % 12, n = 0; n < i; n++) {
      const size_t number = random() % 8 == 0 ? random() % 20 : 20 + n;
      text += (n > 0 ? "," : "") + std::string(random() % 9 == 0 ? " " : "") + "\"f" + std::to_string(number) + "\":";
      text += random_value(random, 3);
    }
    text += left > 1 ? "}," : "}";
  }
  return text + "}";
}

using Names = std::vector<std::string>;

}  // namespace

TEST_SUITE("conda/repodata") {
  TEST_CASE("several threads read what one reads, also where a text looks as if records ended") {
    std::mt19937_64 random(1);
    size_t read = 0;
    for (size_t i = 0; i < 300; i++) {
      std::string text = random_repodata(random);
      const auto repodata = Repodata::index(text);
      if (repodata) {
        read++;
        (void)walk(text, EntryOrder::kFilename);
      } else {
        (void)fault(text);
      }
      if (random() % 2 == 0) {
        text.resize(random() % text.size());
      } else {
        text[random() % text.size()] = "{}[],:\"\\ \xff"[random() % 10];
      }
      (void)fault(text);
    }
    CHECK(read > 200);
  }

  TEST_CASE("both orders") {
    const std::string text = R"({"packages":{"b":1,"a":2,"d":3},"packages.conda":{"d":4,"c":5,"a":6}})";
    CHECK(walk(text, EntryOrder::kFilename) == Names{"packages.conda/a=6", "packages/a=2", "packages/b=1",
                                                     "packages.conda/c=5", "packages.conda/d=4", "packages/d=3"});
    CHECK(walk(text, EntryOrder::kSiglog) == Names{"packages.conda/a=6", "packages.conda/c=5", "packages.conda/d=4",
                                                   "packages/a=2", "packages/b=1", "packages/d=3"});
  }

  TEST_CASE("filenames are ordered by their bytes, whatever way they are written in") {
    const std::string text =
        "{\"packages\":{\"\\u00e9\":1,\"z\":2,\"Z\":3,\"a-10\":4,\"a-9\":5,\"a\":6,\"\":7,\"\\ud83d\\ude00\":8,"
        "\"\xef\xbf\xbd\":9,\"\\u0061_\":10,\"a\\/\":11}}";
    CHECK(walk(text, EntryOrder::kFilename) == Names{"packages/=7", "packages/Z=3", "packages/a=6", "packages/a-10=4",
                                                     "packages/a-9=5", "packages/a/=11", "packages/a_=10",
                                                     "packages/z=2", "packages/\xc3\xa9=1", "packages/\xef\xbf\xbd=9",
                                                     "packages/\xf0\x9f\x98\x80=8"});
  }

  TEST_CASE("of equal filenames in a section, and of equal sections, the last one counts") {
    CHECK(walk(R"({"packages":{"a":1,"b":2,"a":3,"\u0061":4}})", EntryOrder::kFilename) ==
          Names{"packages/a=4", "packages/b=2"});
    CHECK(walk(R"({"packages":{"b":2,"\u0061":4,"a":3}})", EntryOrder::kFilename) ==
          Names{"packages/a=3", "packages/b=2"});
    CHECK(walk(R"({"packages":{"a":1},"x":0,"p\u0061ckages":{"b":2}})", EntryOrder::kFilename) ==
          Names{"packages/b=2"});
    CHECK(walk(R"({"packages":{"a":1},"packages":{}})", EntryOrder::kFilename).empty());
    CHECK(walk(R"({"packages":[],"info":1,"packages":{"a":1},"info":{"subdir":2},"info":null})",
               EntryOrder::kFilename) == Names{"packages/a=1"});
    CHECK(fault(R"({"packages":{"a":1},"packages":null})") == "not repodata: \"packages\" is not an object");
    CHECK(fault(R"({"info":{},"packages":{},"info":[]})") == "not repodata: \"info\" is not an object");
  }

  TEST_CASE("blanks are part of nothing") {
    CHECK(walk(" {\n\t\"packages\" : { \"a\" : { \"x\" : 1 } , \"b\":[ ] } }\r\n", EntryOrder::kFilename) ==
          Names{"packages/a={ \"x\" : 1 }", "packages/b=[ ]"});
  }

  TEST_CASE("one section is enough, and may be empty") {
    CHECK(walk(R"({"packages":{}})", EntryOrder::kFilename).empty());
    CHECK(walk(R"({"packages.conda":{}})", EntryOrder::kSiglog).empty());
    CHECK(walk(R"({"packages.conda":{"a":1},"removed":["b"],"v3":{"packages":{"c":1}}})", EntryOrder::kSiglog) ==
          Names{"packages.conda/a=1"});
  }

  TEST_CASE("info.subdir") {
    const auto subdir = [](std::string_view info) {
      const std::string text = "{" + std::string(info) + "\"packages\":{}}";
      const auto repodata = Repodata::index(text);
      REQUIRE(repodata);
      return repodata->subdir();
    };
    CHECK(subdir("") == std::nullopt);
    CHECK(subdir(R"("info":{"subdir":"linux-64"},)") == "linux-64");
    CHECK(subdir(R"("info":{"arch":{"subdir":"no"},"subdir":"linux\u002d64"},)") == "linux-64");
    CHECK(subdir(R"("info":{"subdir":"a","subdir":"b"},)") == "b");
    CHECK(subdir(R"("info":{"subdir":"a","subdir":null},)") == std::nullopt);
    CHECK(subdir(R"("info":{"subdir":"a"},"info":{},)") == std::nullopt);
    CHECK(subdir(R"("info":null,)") == std::nullopt);
    CHECK(subdir("\"info\":{\"subdir\":\"" + std::string(1024, 's') + "\"},") == std::string(1024, 's'));
  }

  TEST_CASE("what is refused, and why") {
    struct Case {
      std::string text;
      std::string reason;
    };
    const std::string no_object = "not repodata: not a JSON object";
    const std::vector<Case> cases = {
        {"", "not repodata: no bytes at all"},
        {" \n", no_object},
        {"[]", no_object},
        {"null", no_object},
        {"hello", no_object},
        {"\x1f\x8b\x08", no_object},
        {"\xef\xbb\xbf{}", no_object},
        {"{}", "not repodata: neither \"packages\" nor \"packages.conda\""},
        {R"({"Packages":{},"info":{}})", "not repodata: neither \"packages\" nor \"packages.conda\""},
        {R"({"packages":[]})", "not repodata: \"packages\" is not an object"},
        {R"({"packages":null})", "not repodata: \"packages\" is not an object"},
        {R"({"packages":{},"packages.conda":null})", "not repodata: \"packages.conda\" is not an object"},
        {R"({"info":[],"packages":{}})", "not repodata: \"info\" is not an object"},
        {R"({"info":{"subdir":1},"packages":{}})", "not repodata: info.subdir is not a string"},
        {"{\"info\":{\"subdir\":\"" + std::string(1025, 's') + "\"},\"packages\":{}}",
         "not repodata: info.subdir is longer than 1024 bytes"},
        {R"({"packages":{}} x)", "1:17: not JSON: text behind the value"},
        {"{\"packages\":{},\n \"removed\":[1,]}", "2:15: not JSON: a value is expected"},
        {"{\"packages\":{\n\n\"a\":{\"b\":1,}}}", "3:12: not JSON: a key in quotes is expected"},
        {"{\"packages\":{\"a\":{\"b\":\"\\ud800\"}}}", "1:30: not JSON: an escape is half of a surrogate pair"},
        {"{\"packages\":{\"a\":{\"b\":\"\xff\"}}}", "1:24: not JSON: bytes that are not UTF-8"},
        {"{\"packages\":{\"a\":{}}", "1:21: not JSON: the text ends in the middle of a value"},
        {"{\"packages\":{\"a\":{}},\"x\":\"", "1:27: not JSON: a string does not end"},
        {"{\"packages\":{\"a\":01}}", "1:19: not JSON: a malformed number"},
        {"{\"info\":{\"subdir\":\"a\tb\"},\"packages\":{}}",
         "1:21: not JSON: a control character in a string is not escaped"},
        {"{\"packages\":{\"a\":1,\"a\":{x},\"a\":2}}", "1:25: not JSON: a key in quotes is expected"},
        {"{\"packages\":{\"\\n" + std::string(393'216, 'f') + "\":1}}", "1:393235: a filename longer than 65535 bytes"},
        {"{\"x\":" + std::string(2000, '[') + ",\"packages\":{}}", "1:1029: not JSON: nested too deeply"},
    };
    for (const Case& c : cases) {
      CAPTURE(c.text.substr(0, 100));
      CHECK(fault(c.text) == c.reason);
    }
    CHECK(Repodata::index("\xfd"
                          "7zXZ")
              .error()
              .hints()
              .at(0) == "it looks like xz; pipe it through xz -dc");
    CHECK(Repodata::index("\xef\xbb\xbf{}").error().hints().at(0) ==
          "it begins with a byte order mark, which JSON forbids");
  }

  TEST_CASE("too many records") {
    std::string text = "{\"packages\":{";
    for (size_t i = 0; i <= tlog::kMaxRepodataRecords; i++) text += "\"\":0,";
    CHECK((fault(text) == "more than 8000000 records"));
  }
}
