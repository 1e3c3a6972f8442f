#include "libcore/base/number.h"

#include <string>

#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("base");

TEST_CASE("parse_u64: what is written is read back") {
  for (uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{9}, uint64_t{10}, uint64_t{20852163},
                         (uint64_t{1} << 53) - 1, uint64_t{1} << 53, UINT64_MAX / 10, UINT64_MAX - 1, UINT64_MAX}) {
    CHECK(parse_u64(std::to_string(value)) == value);
  }
}

TEST_CASE("parse_u64: rejects") {
  for (const std::string& text : {""s,
                                  "00"s,
                                  "01"s,
                                  "007"s,
                                  "+1"s,
                                  "-1"s,
                                  "-0"s,
                                  " 1"s,
                                  "1 "s,
                                  "1\n"s,
                                  "1\0"s,
                                  "0x1"s,
                                  "1e3"s,
                                  "1.0"s,
                                  "1,000"s,
                                  "a"s,
                                  "\xd9\xa1"s /* ARABIC-INDIC DIGIT ONE */,
                                  "18446744073709551616"s,
                                  "18446744073709551620"s,
                                  "99999999999999999999"s,
                                  "100000000000000000000000000000000"s}) {
    CAPTURE(text);
    CHECK_FALSE(parse_u64(text));
  }
}

TEST_CASE("parse_u64: the limit is the largest value") {
  CHECK(parse_u64("255", 255) == 255);
  CHECK_FALSE(parse_u64("256", 255));
  CHECK(parse_u64("0", 0) == 0);
  CHECK_FALSE(parse_u64("1", 0));
}

TEST_CASE("parse_size") {
  CHECK(parse_size("0") == 0);
  CHECK(parse_size("0K") == 0);
  CHECK(parse_size("17") == 17);
  CHECK(parse_size("1K") == 1024);
  CHECK(parse_size("3M") == uint64_t{3} << 20);
  CHECK(parse_size("4G") == uint64_t{4} << 30);
  CHECK(parse_size("5T") == uint64_t{5} << 40);
  CHECK(parse_size("18446744073709551615") == UINT64_MAX);
  CHECK(parse_size("18014398509481983K") == uint64_t{18014398509481983} << 10);
  for (const std::string& text : {""s, "K"s, "1k"s, "1KB"s, "1KK"s, "1 K"s, "-1K"s, "01K"s, "1P"s, "1.5G"s, "K1"s,
                                  "18446744073709551616"s, "18014398509481984K"s, "16777216T"s}) {
    CAPTURE(text);
    CHECK_FALSE(parse_size(text));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
