#include "libcore/store/append_record.h"

#include "libcore/os/file.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("store");

TEST_CASE("what is written is read again, and nothing where there is none") {
  const testing::TempDir dir;
  const LogDir log{dir / "log"};
  REQUIRE(make_directories(log.stage()));
  CHECK_FALSE(*read_append_record(log));
  for (const bool publish : {true, false}) {
    REQUIRE(write_append_record(log, {TreeSize{70000}, TreeSize{70300}, publish}));
    const auto record = *read_append_record(log);
    REQUIRE(record);
    CHECK(record->published == TreeSize{70000});
    CHECK(record->signed_size == TreeSize{70300});
    CHECK(record->publish == publish);
    CHECK(*read_file(log.append_record(), 1000) ==
          std::string("tlog-tools append 1\npublished 70000\nsigned 70300\nthen ") + (publish ? "publish" : "defer") +
              "\n");
  }
}

TEST_CASE("what is no record of an append") {
  const testing::TempDir dir;
  const LogDir log{dir / "log"};
  REQUIRE(make_directories(log.state()));
  const struct {
    const char* what;
    const char* text;
  } rows[] = {
      {"empty", ""},
      {"another version", "tlog-tools append 2\npublished 1\nsigned 2\nthen publish\n"},
      {"another file", "tlog-tools import 1\npublished 1\nsigned 2\nthen publish\n"},
      {"cut off", "tlog-tools append 1\npublished 1\nsigned 2\nthen publish"},
      {"a line more", "tlog-tools append 1\npublished 1\nsigned 2\nthen publish\n\n"},
      {"a line less", "tlog-tools append 1\npublished 1\nthen publish\n"},
      {"swapped", "tlog-tools append 1\nsigned 2\npublished 1\nthen publish\n"},
      {"leading zero", "tlog-tools append 1\npublished 01\nsigned 2\nthen publish\n"},
      {"sign", "tlog-tools append 1\npublished 1\nsigned +2\nthen publish\n"},
      {"too large", "tlog-tools append 1\npublished 1\nsigned 9007199254740992\nthen publish\n"},
      {"published more than was signed", "tlog-tools append 1\npublished 3\nsigned 2\nthen publish\n"},
      {"another word", "tlog-tools append 1\npublished 1\nsigned 2\nthen wait\n"},
      {"CRLF", "tlog-tools append 1\r\npublished 1\r\nsigned 2\r\nthen publish\r\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    REQUIRE(replace_file(log.append_record(), row.text, {.temporary = dir / "tmp"}));
    const auto record = read_append_record(log);
    REQUIRE_FALSE(record);
    CHECK(record.error().code() == Errc::kMalformed);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
