#include "libcore/store/upload_journal.h"

#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::reason;
using testing::TempDir;

TEST_SUITE_BEGIN("store");

TEST_CASE("what was sent is known again, for this store alone") {
  const TempDir dir;
  {
    auto journal = UploadJournal::open(dir / "j", "dir:a");
    REQUIRE_MESSAGE(journal, reason(journal));
    CHECK_FALSE(journal->has("tile/0/000"));
    CHECK(journal->add("tile/0/000").ok());
    CHECK(journal->has("tile/0/000"));
    CHECK(reason(UploadJournal::open(dir / "j", "dir:a")).find("another upload has it") != std::string::npos);
  }
  {
    const auto journal = UploadJournal::open(dir / "j", "dir:a");
    REQUIRE(journal);
    CHECK(journal->has("tile/0/000"));
  }
  {
    auto journal = UploadJournal::open(dir / "j", "dir:b");
    REQUIRE(journal);
    CHECK_FALSE(journal->has("tile/0/000"));
    CHECK(journal->add("tile/0/001").ok());
    CHECK(journal->clear().ok());
    CHECK_FALSE(journal->has("tile/0/001"));
  }
  const auto journal = UploadJournal::open(dir / "j", "dir:b");
  REQUIRE(journal);
  CHECK_FALSE(journal->has("tile/0/001"));
}

TEST_CASE("what is torn, or no key of a log, says nothing") {
  const TempDir dir;
  const std::string head = "tlog-tools upload v1 dir:a\n";
  const struct {
    std::string text;
    bool first, second;
  } table[] = {
      {head + "tile/0/000\ntile/0/001\n", true, true},
      {head + "tile/0/000\ntile/0/001", true, false},
      {head + "tile/0/000\ntile/0/00", true, false},
      {head + "tile/0/000\n" + std::string(20, '\0') + "\ntile/0/001\n", true, true},
      {head + "tile/0/000 \n\n../x\n/tile/0/000\ntile/0/001\n", false, true},
      {head.substr(0, head.size() - 1), false, false},
      {"tlog-tools upload v2 dir:a\ntile/0/000\n", false, false},
      {"tile/0/000\ntile/0/001\n", false, false},
      {"", false, false},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    put_file(dir / "j", row.text);
    for (int again = 0; again < 2; again++) {
      auto journal = UploadJournal::open(dir / "j", "dir:a");
      REQUIRE_MESSAGE(journal, reason(journal));
      CHECK(journal->has("tile/0/000") == row.first);
      CHECK(journal->has("tile/0/001") == row.second);
      if (again == 0) CHECK(journal->add("tile/1/000").ok());
      CHECK(journal->has("tile/1/000"));
    }
  }
}

TEST_CASE("a file that the user named is begun anew only where it is a journal") {
  const TempDir dir;
  const struct {
    std::string text;
    bool taken;
  } table[] = {
      {"", true},
      {"tlog-tools upload v1 dir:b\ntile/0/000\n", true},
      {"tlog-tools upload v9", true},
      {"tlog-tools upl", true},
      {"PRIVATE+KEY+example.com/log+0123abcd+AAAA\n", false},
      {std::string(100, '\0'), false},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    put_file(dir / "j", row.text);
    {
      const auto journal = UploadJournal::open(dir / "j", "dir:a", JournalName::kByUser);
      CHECK(journal.has_value() == row.taken);
      if (!journal) CHECK(journal.error().code() == Errc::kCannotCreate);
    }
    if (!row.taken) CHECK(*read_file(dir / "j", 1000) == row.text);
    CHECK(UploadJournal::open(dir / "j", "dir:a"));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
