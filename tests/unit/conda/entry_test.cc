#include "libcore/conda/entry.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace std::string_literals;
using tlog::EntryOrder;
using tlog::Repodata;

namespace {

// The worked example of spec 1.5.
const std::string kTzdata =
    R"({"build":"h0c530f3_0","build_number":0,"constrains":[],"depends":[],"license":"LicenseRef-Public-Domain",)"
    R"("license_family":null,"md5":"161081fc7cec0bfda0d86d7cb595f8d8","name":"tzdata","noarch":"generic",)"
    R"("sha256":"7b2b69c54ec62a243eb6fba2391b5e443421608c3ae5dbff938ad33ca8db5122","size":119815,"subdir":"noarch",)"
    R"("timestamp":1706886945123,"version":"2024a"})";
const std::string kTzdataLine =
    R"({"build":"h0c530f3_0","build_number":0,"filename":"tzdata-2024a-h0c530f3_0.conda","license":"LicenseRef-Public-Domain",)"
    R"("md5":"161081fc7cec0bfda0d86d7cb595f8d8","name":"tzdata",)"
    R"("sha256":"7b2b69c54ec62a243eb6fba2391b5e443421608c3ae5dbff938ad33ca8db5122","size":119815,"subdir":"linux-64",)"
    R"("timestamp":1706886945123,"version":"2024a"})";

const std::string kSha(64, 'a');
// A record with nothing but what is required; `more` is put in front of it, and what comes later wins.
std::string record(const std::string& more = "", const std::string& later = "") {
  return "{" + more + R"("build":"b","build_number":1,"name":"n","sha256":")" + kSha +
         R"(","size":2,"subdir":"s","version":"v")" + later + "}";
}
std::string line(const std::string& middle = "", const std::string& end = "") {
  return R"({"build":"b","build_number":1,)" + middle + R"("name":"n","sha256":")" + kSha +
         R"(","size":2,"subdir":"s",)" + end + R"("version":"v"})";
}
const std::string kFile = R"("filename":"f",)";

struct Options {
  std::optional<std::string> subdir = std::nullopt;
  std::string filename = "f";
};

// The line of a record, or "error: " and what is wrong with it.
std::string entry(const std::string& record_text, const Options& options = {}) {
  const std::string text = "{\"packages.conda\":{\"" + options.filename + "\":" + record_text + "}}";
  const auto repodata = Repodata::index(text);
  REQUIRE(repodata);
  Repodata::Walk walk(*repodata, EntryOrder::kFilename);
  const auto package = walk.next();
  REQUIRE(package);
  tlog::EntryWriter writer(options.subdir);
  std::string out = "before";
  const auto status = writer.append(*package, out);
  if (status) {
    REQUIRE(out.starts_with("before"));
    return out.substr(6);
  }
  CHECK(out == "before");
  CHECK(status.error().code() == tlog::Errc::kMalformed);
  const std::string head = "record \"f\" in packages.conda: ", message = status.error().message();
  REQUIRE(message.starts_with(head));
  return "error: " + message.substr(head.size());
}

}  // namespace

TEST_SUITE("conda/entry") {
  TEST_CASE("the worked example") {
    CHECK(entry(kTzdata, {.subdir = "linux-64", .filename = "tzdata-2024a-h0c530f3_0.conda"}) == kTzdataLine);
    CHECK(kTzdataLine.size() == 330);
  }

  TEST_CASE("all fields, in the order of their keys, and no other") {
    CHECK(
        entry(R"({ "version" : "v", "zzz":{"a":[1,{}]}, "timestamp":5, "subdir":"s", "size":2, "sha256":")" + kSha +
              R"(", "name":"n", "md5":"m", "license_family":"lf", "license":"l", "filename":"other", "depends":["d"],
                   "constrains":["c"], "build_number":1, "build":"b", "attestation_sha256":"x", "tlog-tools":1 })") ==
        R"({"build":"b","build_number":1,"constrains":["c"],"depends":["d"],"filename":"f","license":"l","license_family":"lf","md5":"m","name":"n","sha256":")" +
            kSha + R"(","size":2,"subdir":"s","timestamp":5,"version":"v"})");
  }

  TEST_CASE("required fields") {
    const std::vector<std::string> strings = {"name", "version", "build", "sha256", "subdir"};
    const std::vector<std::string> integers = {"build_number", "size"};
    for (const std::string& key : strings) {
      CHECK(entry(record("", ",\"" + key + "\":null")) == "error: no \"" + key + "\"");
      for (const char* value : {"1", "true", "[]", "{}", "[\"x\"]"}) {
        CHECK(entry(record("", ",\"" + key + "\":" + value)) == "error: \"" + key + "\" is not a string");
      }
    }
    for (const std::string& key : integers) {
      CHECK(entry(record("", ",\"" + key + "\":null")) == "error: no \"" + key + "\"");
      for (const char* value :
           {"\"1\"", "1.0", "1e3", "-1", "-0", "18446744073709551616", "1e999", "true", "[1]", "{}"}) {
        CHECK(entry(record("", ",\"" + key + "\":" + value)) ==
              "error: \"" + key + "\" is not an integer from 0 to 2^64-1");
      }
    }
    CHECK(entry("{}") == "error: no \"name\"");
    for (const char* other : {"null", "[]", "1", "\"x\"", "true"}) CHECK(entry(other) == "error: not an object");
  }

  TEST_CASE("integers above 2^53 keep every digit") {
    const std::string text = entry(
        record("", R"(,"build_number":9007199254740993,"size":18446744073709551615,"timestamp":9007199254740993)"));
    CHECK(text == R"({"build":"b","build_number":9007199254740993,"filename":"f","name":"n","sha256":")" + kSha +
                      R"(","size":18446744073709551615,"subdir":"s","timestamp":9007199254740993,"version":"v"})");
  }

  TEST_CASE("sha256: 64 digits in either case, as they are") {
    const std::string mixed = "0123456789abcdefABCDEF" + std::string(42, '0');
    CHECK(entry(record("", ",\"sha256\":\"" + mixed + "\"")).find(mixed) != std::string::npos);
    CHECK(entry(record("", ",\"sha256\":\"\\u0030" + mixed.substr(1) + "\"")).find(mixed) != std::string::npos);
    const std::string reason = "error: \"sha256\" is not 64 hexadecimal digits";
    for (const std::string& value :
         {std::string(), kSha + "a", kSha.substr(1), kSha.substr(1) + "g", kSha.substr(1) + " ", kSha.substr(1) + "@",
          kSha.substr(2) + "\xc3\xa9", kSha.substr(1) + "\\u0067", kSha.substr(1) + "`", std::string(1000, 'a')}) {
      CAPTURE(value);
      CHECK(entry(record("", ",\"sha256\":\"" + value + "\"")) == reason);
    }
  }

  TEST_CASE("timestamp: missing, float, negative, text, too large: left out") {
    CHECK(entry(record()) == line(kFile));
    for (const char* value :
         {"null", "1.5", "1.0", "1e12", "-1", "-0", "\"1\"", "true", "[]", "18446744073709551616"}) {
      CAPTURE(value);
      CHECK(entry(record("", ",\"timestamp\":"s + value)) == line(kFile));
    }
    CHECK(entry(record("", ",\"timestamp\":0")) == line(kFile, "\"timestamp\":0,"));
  }

  TEST_CASE("optional strings: an empty one stays, anything else is left out") {
    for (const std::string key : {"license", "license_family", "md5"}) {
      CHECK(entry(record("\"" + key + "\":\"\",")) == line(kFile + "\"" + key + "\":\"\","));
      CHECK(entry(record("\"" + key + "\":\"x\",")) == line(kFile + "\"" + key + "\":\"x\","));
      for (const char* value : {"null", "1", "false", "[\"x\"]", "{}"}) {
        CHECK(entry(record("\"" + key + "\":" + value + ",")) == line(kFile));
      }
    }
  }

  TEST_CASE("arrays: order kept, only strings, left out when empty") {
    for (const std::string key : {"constrains", "depends"}) {
      const auto with = [&](const std::string& value) { return entry(record("\"" + key + "\":" + value + ",")); };
      CHECK(with(R"([ "z" , "a", "z", "" ])") == line("\"" + key + R"(":["z","a","z",""],)" + kFile));
      CHECK(with(R"([1,"a",null,["b"],{"c":"d"},true,"e",1.5])") == line("\"" + key + R"(":["a","e"],)" + kFile));
      for (const char* value : {"[]", "[1,null]", "null", "{}", "\"a\"", "{\"a\":[\"b\"]}", "1"})
        CHECK(with(value) == line(kFile));
      CHECK(with("[\"a\"],\"" + key + "\":[\"b\"]") == line("\"" + key + R"(":["b"],)" + kFile));
      CHECK(with("[\"a\"],\"" + key + "\":null") == line(kFile));
    }
  }

  TEST_CASE("of equal keys the last one counts, whatever its type and spelling") {
    CHECK(entry(record(R"("name":1,"build":"x","license":"l",)", R"(,"license":null)")) == line(kFile));
    CHECK(entry(record("", R"(,"na\u006de":"m")")).find(R"("name":"m")") != std::string::npos);
    CHECK(entry(record("", R"(,"\u006eame":1)")) == "error: \"name\" is not a string");
    CHECK(entry(record("", ",\"" + std::string(100'000, 'x') + "\\n\":1")) == line(kFile));
  }

  TEST_CASE("strings are written in one way only") {
    const auto name = [](const std::string& value) {
      const std::string text = entry(record("", ",\"name\":\"" + value + "\""));
      const size_t start = text.find("\"name\":") + 8;
      return text.substr(start, text.find("\",\"sha256\"") - start);
    };
    CHECK(name(R"(\"\\\/\b\f\n\r\t)") == R"(\"\\/\b\f\n\r\t)");
    CHECK(name(R"(\u0022\u005c\u002f\u0008\u000c\u000a\u000d\u0009)") == R"(\"\\/\b\f\n\r\t)");
    CHECK(name(R"(\u0000\u001F\u000b\u007f)") == "\\u0000\\u001f\\u000b\x7f");
    CHECK(name(R"(\u00e9\u00E9\u20ac\ud83d\uDE00)") == "\xc3\xa9\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    CHECK(name("caf\xc3\xa9 \x7f <>&' \xe2\x80\xa8") == "caf\xc3\xa9 \x7f <>&' \xe2\x80\xa8");
    CHECK(name(R"(\u2028\ufeff\uffff)") == "\xe2\x80\xa8\xef\xbb\xbf\xef\xbf\xbf");
    CHECK(entry(record("\"depends\":[\"a\\u0020b\"],")) == line(R"("depends":["a b"],)" + kFile));
    CHECK(entry(record(), {.filename = R"(\u0041\/\u0022)"}) == line(R"("filename":"A/\"",)"));
  }

  TEST_CASE("the subdir that was given wins over the record's, which may then be anything") {
    CHECK(entry(record("", ",\"subdir\":17"), {.subdir = "s"}) == line(kFile));
    CHECK(entry(record("", ",\"subdir\":\"" + std::string(70'000, 'x') + "\""), {.subdir = "s"}) == line(kFile));
    CHECK(entry(record(), {.subdir = "a\"\n"}).find(R"("subdir":"a\"\n")") != std::string::npos);
  }

  TEST_CASE("the longest line, and one byte more") {
    const size_t overhead = entry(record("\"license\":\"\",")).size();
    for (const char* key : {"license", "name"}) {
      const size_t fixed = key == "license"s ? overhead : line(kFile).size() - 1;
      const auto with = [&](const std::string& value) {
        return entry(record("", ",\""s + key + "\":\"" + value + "\""));
      };
      CHECK(with(std::string(65'535 - fixed, 'x')).size() == 65'535);
      const std::string reason = "error: its line would be longer than 65535 bytes";
      CHECK(with(std::string(65'536 - fixed, 'x')) == reason);
      CHECK(with(std::string(1'000'000, 'x')) == reason);
      std::string escaped;
      while (escaped.size() < 6 * (65'535 - fixed)) escaped += "\\u0078";
      CHECK(with(escaped).size() == 65'535);
      CHECK(with(escaped + "\\u0078") == reason);
    }
    std::string many = "[\"a\"";
    for (int i = 0; i < 20'000; i++) many += ",\"a\"";
    for (const std::string& value : {many + "]", "[\"" + std::string(500'000, 'x') + "\"]"}) {
      CHECK(entry(record("\"depends\":" + value + ",")) == "error: its line would be longer than 65535 bytes");
      CHECK(entry(record("\"depends\":" + value + ",\"depends\":[],")) == line(kFile));
    }
  }

  TEST_CASE("a filename that is too long") {
    const std::string text = "{\"packages\":{\"" + std::string(70'000, 'f') + "\":" + record() + "}}";
    const auto repodata = Repodata::index(text);
    REQUIRE(repodata);
    Repodata::Walk walk(*repodata, EntryOrder::kFilename);
    std::string out;
    const auto status = tlog::EntryWriter(std::nullopt).append(*walk.next(), out);
    REQUIRE_FALSE(status);
    CHECK(status.error().message() ==
          "record \"" + std::string(200, 'f') + "...\" in packages: its line would be longer than 65535 bytes");
  }

  TEST_CASE("what a message quotes is made safe") {
    const std::string text = "{\"packages\":{\"\\u001b[2J\":{}}}";
    const auto repodata = Repodata::index(text);
    REQUIRE(repodata);
    Repodata::Walk walk(*repodata, EntryOrder::kFilename);
    std::string out;
    const auto status = tlog::EntryWriter(std::nullopt).append(*walk.next(), out);
    REQUIRE_FALSE(status);
    CHECK(status.error().message() == "record \"\\x1b[2J\" in packages: no \"name\"");
  }
}
