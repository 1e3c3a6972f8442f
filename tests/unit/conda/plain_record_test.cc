#include "libcore/conda/plain_record.h"

#include <cctype>
#include <random>
#include <string>
#include <vector>

#include "libcore/conda/entry.h"
#include "libcore/text/json_read.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("conda");

const std::string kSha(64, 'a');
const std::string kLater = R"("name":"n","sha256":")" + kSha + R"(","size":2,"subdir":"s","version":"v")";
const std::string kPlain = R"({"build":"b","build_number":1,)" + kLater + "}";

// The entry of a record, or nothing. The record stands in memory of just its length.
std::optional<std::string> plain(const std::string& record, const std::optional<std::string>& subdir = std::nullopt) {
  const std::vector<char> exact(record.begin(), record.end());
  const std::string filename = "\"f\"";
  std::string out = "before";
  const bool is_plain =
      append_plain_record({exact.data(), exact.size()}, std::string_view(filename).substr(1, 1), subdir, out);
  REQUIRE(out.starts_with("before"));
  if (!is_plain) CHECK(out == "before");
  return is_plain ? std::optional(out.substr(6)) : std::nullopt;
}

TEST_CASE("what is plain, and what is left to the rules") {
  CHECK(plain(kPlain) == R"({"build":"b","build_number":1,"filename":"f",)" + kLater + "}");
  CHECK(plain(kPlain, "\"t\"") == R"({"build":"b","build_number":1,"filename":"f","name":"n","sha256":")" + kSha +
                                      R"(","size":2,"subdir":"t","version":"v"})");
  const auto with = [](const std::string& front, const std::string& end = "") {
    return "{" + front + kLater + end + "}";
  };
  const std::string b = R"("build":"b",)", n = R"("build_number":1,)";
  const std::string plain_ones[] = {
      with(R"("arch":null,)" + b + n),
      with(b + n + R"("depends":[],)"),
      with(b + n + R"("constrains":null,"depends":[ "a" , "b >=1" ],)"),
      with(b + n + R"("license":null,"md5":"",)"),
      with(b + n, R"(,"zzz":{"a":[1,"}\""]})"),
      with(b + R"("build_number":9999999999999999999,)"),
      "{ " + b + "\n\t\r " + n + " \"license\" : \"x\" , " + kLater + " }",
      with(b + n + R"("filename":"other",)"),
  };
  for (const std::string& record : plain_ones) {
    CAPTURE(record);
    CHECK(plain(record));
  }
  const std::string others[] = {
      "{}",
      "{ }",
      "[]",
      "1",
      "\"x\"",
      "null",
      "true",
      with(n + b),                           // another order
      with(b + b + n),                       // twice
      with(b + n, R"(,"name":"n")"),         // twice, too late
      with(b + n, R"(,"timestamp":1)"),      // too late
      with(b),                               // one is missing
      with(n),                               //
      with(R"("build":null,)" + n),          //
      with(R"("build":1,)" + n),             // another kind
      with(R"("build":"\u0062",)" + n),      // an escape
      with(R"("bu\u0069ld":"b",)" + b + n),  //
      with(R"("\u0078":0,)" + b + n),        //
      with(b + R"("build_number":10000000000000000000,)"),
      with(b + R"("build_number":1.0,)"),
      with(b + R"("build_number":1e3,)"),
      with(b + R"("build_number":-0,)"),
      with(b + R"("build_number":"1",)"),
      with(b + n + R"("depends":["a",1],)"),
      with(b + n + R"("depends":"a",)"),
      with(b + n + R"("license":1,)"),
      with(b + n + R"("license":")" + std::string(kMaxEntryLineBytes, 'x') + "\","),
  };
  for (const std::string& record : others) {
    CAPTURE(record.substr(0, 200));
    CHECK_FALSE(plain(record));
  }
  std::string no_subdir = kPlain, bad_sha = kPlain;
  no_subdir.erase(no_subdir.find(R"("subdir":"s",)"), 13);
  CHECK_FALSE(plain(no_subdir));
  CHECK(plain(no_subdir, "\"t\""));
  bad_sha[bad_sha.find("aaa")] = 'g';
  CHECK_FALSE(plain(bad_sha));
}

TEST_CASE("every byte in every place of a hash") {
  for (size_t at = 0; at < kSha.size(); at++) {
    for (int byte = 0; byte < 256; byte++) {
      std::string text = kSha;
      text[at] = static_cast<char>(byte);
      const bool is_digit = byte < 128 && std::isxdigit(byte) != 0;
      if (is_sha256(text) != is_digit) FAIL("byte ", byte, " at ", at);
    }
  }
  CHECK_FALSE(is_sha256(kSha.substr(1)));
  CHECK_FALSE(is_sha256(kSha + "a"));
}

struct Dice {
  std::mt19937_64 random;
  size_t operator()(size_t sides) { return random() % sides; }
  std::string blank() { return (*this)(12) > 0 ? "" : std::vector<std::string>{" ", "\n  ", "\t", "\r\n"}[(*this)(4)]; }
};

std::string random_string(Dice& dice) {
  static const std::vector<std::string> pieces = {"a", "é", "库", " ", ",",   ":",    "{",
                                                  "}", "[", "]",  "/", "py3", ">=1.2"};
  std::string text = "\"";
  for (size_t left = dice(4) == 0 ? dice(40) : dice(8); left > 0; left--) text += pieces[dice(pieces.size())];
  if (dice(60) == 0) text += std::vector<std::string>{"\\\"", "\\\\", "\\n", "\\u00e9", "\\/"}[dice(5)];
  return text + "\"";
}

std::string random_value(Dice& dice, const std::string& key) {
  static const std::vector<std::string> odd = {"null", "true", "1", "-1", "1.5", "\"x\"", "{}", "[]", "{\"a\":[{}]}"};
  if (dice(40) == 0) return odd[dice(odd.size())];
  if (key == "size" || key == "build_number" || key == "timestamp") {
    std::string digits(1, static_cast<char>('1' + dice(9)));
    for (size_t left = dice(21); left > 0; left--) digits += static_cast<char>('0' + dice(10));
    return dice(30) == 0 ? "0" : digits.substr(0, dice(5) == 0 ? 21 : 6);
  }
  if (key == "sha256") {
    std::string hex(dice(30) == 0 ? 63 : 64, '0');
    for (char& c : hex) c = "0123456789abcdefABCDEF"[dice(22)];
    if (dice(30) == 0) hex[dice(hex.size())] = "gG/:@`"[dice(6)];
    return '"' + hex + '"';
  }
  if (key == "depends" || key == "constrains") {
    std::string list = "[" + dice.blank();
    for (size_t left = dice(5); left > 0; left--) {
      list += (dice(50) == 0 ? odd[dice(odd.size())] : random_string(dice)) + dice.blank() + (left > 1 ? "," : "") +
              dice.blank();
    }
    return list + "]";
  }
  return random_string(dice);
}

std::string random_record(Dice& dice) {
  static const std::vector<std::string> keys = {"arch",
                                                "build",
                                                "build_number",
                                                "constrains",
                                                "depends",
                                                "features",
                                                "filename",
                                                "license",
                                                "license_family",
                                                "md5",
                                                "name",
                                                "noarch",
                                                "platform",
                                                "sha256",
                                                "size",
                                                "subdir",
                                                "timestamp",
                                                "track_features",
                                                "url",
                                                "version",
                                                "versio",
                                                "version2",
                                                "license_familyx",
                                                "a key of more than sixteen bytes"};
  std::vector<std::string> chosen;
  for (const std::string& key : keys) {
    if (dice(key == "constrains" || key == "features" || key == "filename" ? 3 : 40) > 0) chosen.push_back(key);
    if (dice(150) == 0) chosen.push_back(keys[dice(keys.size())]);
  }
  if (dice(20) == 0 && chosen.size() > 1) std::swap(chosen[dice(chosen.size())], chosen[dice(chosen.size())]);
  std::string record = "{" + dice.blank();
  for (size_t i = 0; i < chosen.size(); i++) {
    record += (i > 0 ? "," : "") + dice.blank() + '"' + chosen[i] + '"' + dice.blank() + ':' + dice.blank();
    record += random_value(dice, chosen[i]) + dice.blank();
  }
  return record + "}";
}

// A key with an escape, which no entry takes, sends a record the long way.
TEST_CASE("the short way leads where the long one does") {
  Dice dice{std::mt19937_64(1)};
  size_t plain_ones = 0;
  for (size_t i = 0; i < 30'000; i++) {
    const std::string record = random_record(dice);
    const bool is_empty = record.find('"') == std::string::npos;
    const std::string longer = "{\"\\u0078\":0" + std::string(is_empty ? "" : ",") + record.substr(1);
    const std::optional<std::string> subdir = dice(2) == 0 ? std::nullopt : std::optional<std::string>("linux-64");
    EntryWriter writer(subdir);
    std::string got, wanted;
    const std::string filename = "\"zlib-1.conda\"";
    PackageView package{
        .section = Section::kPackagesConda,
        .filename = {.raw = std::string_view(filename).substr(1, filename.size() - 2), .escaped = false},
        .record = record};
    const Status short_way = writer.append(package, got);
    package.record = longer;
    const Status long_way = writer.append(package, wanted);
    CAPTURE(record);
    REQUIRE(short_way.ok() == long_way.ok());
    REQUIRE(got == wanted);
    if (!short_way) REQUIRE(short_way.error().message() == long_way.error().message());
    if (plain(record, subdir ? std::optional("\"linux-64\"") : std::nullopt)) plain_ones++;
  }
  CHECK(plain_ones > 5'000);
  CHECK(plain_ones < 29'000);
  MESSAGE(plain_ones, " of 30000 are plain");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
