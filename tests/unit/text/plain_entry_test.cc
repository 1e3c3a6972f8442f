#include "libcore/text/plain_entry.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "libcore/text/json_read.h"
#include "libcore/text/json_scan.h"

using namespace std::string_literals;

namespace {

// The oracle walks, and shares nothing with what it judges.
bool is_entry(std::string_view line) {
  tlog::JsonScanner scan(line);
  tlog::JsonToken key;
  bool reserved = false;
  if (!scan.enter_object()) return false;
  while (scan.next_member(&key)) {
    reserved |= key.is("tlog-tools");
    scan.skip();
  }
  return scan.finish() && !reserved;
}

// A line with what may stand behind it, which must not matter.
bool is_plain(const std::string& line, char behind) {
  const std::string padded = line + std::string(tlog::kJsonPadding, behind);
  return tlog::is_plain_entry(std::string_view(padded).substr(0, line.size()));
}

template <typename Check>
void with_each_kernel(const Check& check) {
  const std::string before(tlog::plain_entry_kernel());
  for (const std::string_view kernel : tlog::plain_entry_kernels()) {
    if (kernel == "none") continue;
    CAPTURE(std::string(kernel));
    REQUIRE(tlog::use_plain_entry_kernel(kernel));
    check();
  }
  REQUIRE(tlog::use_plain_entry_kernel(before));
}

const std::vector<std::string> kPlain = {
    R"({"a":1})",
    R"({"":""})",
    R"({"a":[]})",
    R"({"a":[1]})",
    R"({"a":[1,"b",22]})",
    R"({"a":0,"b":10,"c":123456789012345678901234567890})",
    R"({"a":"{}[]:,0","{":"}","[":["]"],",":":"})",
    R"({ "a" : 1 , "b" : [ 1 , "c" ] , "d" : [ ] , "e" : "f" })",
    R"({"tlog-toolz":1,"xlog-tools":2,"tlog-tools ":3,"Tlog-tools":4})",
    R"({"a":"tlog-tools","b":["tlog-tools"]})",
    "{\"a\":\"\x7f\"}",
    R"({"build":"0","build_number":0,"depends":["libgcc", "r >=1.2"],"name":"nlopt-static","size":2472,"version":"2.4.2"})",
};

const std::vector<std::string> kNotPlain = {
    "",
    "{",
    "}",
    "{}",  // an entry, but for the full parser to say
    " {\"a\":1}",
    R"({"a":1} )",
    R"({"a":-1})",
    R"({"a":1.5})",
    R"({"a":true})",
    R"({"a":null})",
    R"({"a":{}})",
    R"({"a":[[]]})",
    R"({"a":[{}]})",
    R"({"a":"\n"})",
    "{\"a\":\"\xc3\xa9\"}",
    "{\"a\":\"\t\"}",
    "{\"a\":\t1}",
    R"({"tlog-tools":1})",
    R"({"a":1,"tlog-tools":1})",
    R"({ "tlog-tools" : [ ] })",
    R"({"a"})",
    R"({"a":})",
    R"({"a":1,})",
    R"({,"a":1})",
    R"({"a":1,,"b":1})",
    R"({"a"::1})",
    R"({"a":"b":"c"})",
    R"({"a":1"b":1})",
    R"({"a":"b""c":1})",
    R"({"a","b":1})",
    R"({"a":1 1})",
    R"({"a":01})",
    R"({"a":00})",
    R"({"a":[00]})",
    R"({"a":[1,]})",
    R"({"a":[,1]})",
    R"({"a":[1 "b"]})",
    R"({"a":["b":1]})",
    R"({"a":[1,"b":1]})",
    R"({"a":[1)",
    R"({"a":[1})",
    R"({"a":1]})",
    R"({"a":]})",
    R"({"a":[})",
    R"({"a":1},)",
    R"({"a":1}})",
    R"({{"a":1})",
    R"({"a":1}{"b":1})",
    R"({"a:1})",
    R"({"a":"b})",
    R"({a:1})",
    R"({"a":b})",
    R"({1:1})",
    R"({["a"]:1})",
    R"({"a":1,["b"]})",
    R"(["a",1])",
    R"({"a":[1]"b":1})",
    R"({"a":[1]["b"]})",
    R"({"a":[1]:1})",
    R"({"a":1:1})",
};

}  // namespace

TEST_SUITE("text/plain_entry") {
  TEST_CASE("what is plain, and what is not") {
    with_each_kernel([] {
      for (const std::string& line : kPlain) {
        CAPTURE(line);
        REQUIRE(is_entry(line));
        for (char behind : "\0\"1}],: \\\xff"s) CHECK(is_plain(line, behind));
      }
      for (const std::string& line : kNotPlain) {
        CAPTURE(line);
        for (char behind : "\0\"1}],: \\\xff"s) CHECK(!is_plain(line, behind));
      }
    });
  }

  TEST_CASE("at every place in a word, and over the ends of words") {
    with_each_kernel([] {
      for (size_t shift = 0; shift < 140; shift++) {
        const std::string start = "{\"" + std::string(shift, 'x') + "\":0," + std::string(shift % 67, ' ');
        for (const std::string& line : kPlain) {
          CAPTURE(start + line.substr(1));
          CHECK(is_plain(start + line.substr(1), ','));
        }
        for (const std::string& line : kNotPlain) {
          if (line.size() < 3 || line[0] != '{') continue;
          CAPTURE(start + line.substr(1));
          CHECK(!is_plain(start + line.substr(1), '}'));
        }
      }
    });
  }

  TEST_CASE("with any one byte another, left out or doubled, what is plain is an entry") {
    const std::string sample =
        R"({"build_number":0,"depends":["libgcc", "r"],"e":[],"license":"BSD","size":10, "tlog-toolz" :"1.0.0","z":[1,20]})";
    size_t plain = 0;
    with_each_kernel([&] {
      const auto judge = [&plain](const std::string& line) {
        if (!is_plain(line, '"')) return;
        plain++;
        CAPTURE(line);
        REQUIRE(is_entry(line));
      };
      for (size_t i = 0; i < sample.size(); i++) {
        for (int c = 0; c < 256; c++) judge(std::string(sample).replace(i, 1, 1, static_cast<char>(c)));
        judge(std::string(sample).erase(i, 1));
        judge(std::string(sample).insert(i, 1, sample[i]));
      }
    });
    if (tlog::plain_entry_kernel() != "none") CHECK(plain > 1000);
  }

  TEST_CASE("random lines of JSON's characters: what is plain is an entry, and what is of the plain kind is plain") {
    std::mt19937 random(1);
    const auto pick = [&random](size_t n) { return static_cast<size_t>(random() % n); };
    const std::string_view tokens[] = {"\"", "\"a\"", "\"\"", ":", ",", "[",  "]",
                                       "{",  "}",     " ",    "0", "7", "10", "\"tlog-tools\""};
    const auto scalar = [&]() -> std::string {
      if (pick(2) == 0) return std::to_string(pick(3) == 0 ? 0 : random());
      return "\"" + std::string(pick(80), "[]{}:, 0x"[pick(9)]) + "\"";
    };
    const auto blank = [&] { return std::string(pick(4) == 0 ? pick(3) : 0, ' '); };
    size_t entries = 0;
    with_each_kernel([&] {
      for (int i = 0; i < 20'000; i++) {
        std::string line = "{\"a\":";
        for (size_t n = pick(12); n > 0; n--) line += tokens[pick(std::size(tokens))];
        line += "}";
        CAPTURE(line);
        const bool plain = is_plain(line, '}');
        entries += plain ? 1 : 0;
        if (plain) REQUIRE(is_entry(line));
      }
      for (int i = 0; i < 3'000; i++) {
        std::string line = "{" + blank();
        for (size_t n = 1 + pick(8); n > 0; n--) {
          line += "\"" + std::string(pick(90), 'k') + "\"" + blank() + ":" + blank();
          if (pick(3) == 0) {
            line += "[" + blank();
            for (size_t m = pick(5); m > 0; m--) line += scalar() + blank() + (m > 1 ? "," : "") + blank();
            line += "]";
          } else {
            line += scalar();
          }
          line += blank() + (n > 1 ? "," : "") + blank();
        }
        line += "}";
        CAPTURE(line);
        REQUIRE(is_entry(line));
        REQUIRE(is_plain(line, '"'));
      }
    });
    if (tlog::plain_entry_kernel() != "none") CHECK(entries > 100);
  }

  TEST_CASE("a kernel that there is not") {
    CHECK(!tlog::use_plain_entry_kernel("abacus"));
    CHECK(tlog::plain_entry_kernels().back() == "none");
  }
}
