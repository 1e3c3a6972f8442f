#include "libcore/store/chunk_journal.h"

#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::reason;
using testing::TempDir;

TEST_SUITE_BEGIN("store");

Hash name(uint8_t byte) {
  Hash hash;
  hash.bytes.fill(byte);
  return hash;
}
Address address(uint8_t byte) { return {name(byte).bytes}; }

JournalIntent an_intent(uint8_t byte) {
  JournalIntent intent{
      .intent = name(byte), .serial = 2, .batch = 3, .mode = "batch", .backend = "command", .unix_time = 9};
  intent.addresses = {address(1), address(2)};
  intent.transfers = {{name(5), name(6), "12"}};
  intent.total = "12";
  intent.root = name(7);
  return intent;
}

TEST_CASE("what is written is read again") {
  const TempDir dir;
  const JournalHead head{.plan = name(9), .chunks = 2, .mode = "auto", .prepared = false};
  {
    auto journal = ChunkJournal::open(dir / "j");
    REQUIRE_MESSAGE(journal, reason(journal));
    CHECK_FALSE(journal->found());
    CHECK(journal->begin(head).ok());
    CHECK(journal->add_already(address(4), {{name(6)}, "none"}).ok());
    JournalQuoted quoted{.address = address(1), .size = 21};
    quoted.quotes = {
        {.endpoint = name(6), .price = "4", .expires_unix = 77, .signature = "s", .near = true, .has = false},
        {.endpoint = name(8), .has = true}};
    CHECK(journal->add_quoted(quoted).ok());
    CHECK(journal->add_intent(an_intent(20)).ok());
    CHECK(journal->add_void(name(20), "refused").ok());
    CHECK(journal->add_intent(an_intent(21)).ok());
    CHECK(journal->add_receipts({name(21), {{name(7), "paper"}}}).ok());
    CHECK(journal->add_intent(an_intent(22)).ok());
    CHECK(journal->add_ingested(address(1)).ok());
    CHECK(journal->add_stored(address(1), {{name(6), name(8)}, "get"}).ok());
    CHECK(reason(ChunkJournal::open(dir / "j")).find("another upload has it") != std::string::npos);
  }
  {
    auto journal = ChunkJournal::open(dir / "j");
    REQUIRE(journal);
    REQUIRE(journal->found());
    const ChunkJournalText& found = *journal->found();
    CHECK(found.head == head);
    CHECK(found.held.at(address(4)) == JournalHeld{{name(6)}, "none"});
    REQUIRE(found.quoted.count(address(1)) == 1);
    const JournalQuoted& quoted = found.quoted.at(address(1));
    CHECK(quoted.size == 21);
    REQUIRE(quoted.quotes.size() == 2);
    CHECK(quoted.quotes[0].price == "4");
    CHECK(quoted.quotes[0].expires_unix == 77);
    CHECK(quoted.quotes[0].signature == "s");
    CHECK(quoted.quotes[0].near);
    CHECK(quoted.quotes[1].has);
    REQUIRE(found.intents.size() == 2);
    CHECK(intent_line(found.intents[0]) == intent_line(an_intent(21)));
    CHECK(found.receipts.count(name(21)) == 1);
    CHECK(found.receipts.count(name(22)) == 0);
    CHECK(found.ingested == std::set<Address>{address(1)});
    CHECK(found.held.at(address(1)) == JournalHeld{{name(6), name(8)}, "get"});
    CHECK(journal->finish(true).ok());
  }
  auto journal = ChunkJournal::open(dir / "j");
  REQUIRE(journal);
  CHECK_FALSE(journal->found());  // it came to its end
}

TEST_CASE("a line that is cut off announces nothing, and is dropped") {
  const TempDir dir;
  const JournalHead head{.plan = name(9), .chunks = 2, .mode = "auto", .prepared = true};
  {
    auto journal = ChunkJournal::open(dir / "j");
    REQUIRE(journal);
    CHECK(journal->begin(head).ok());
    CHECK(journal->add_intent(an_intent(20)).ok());
  }
  const auto whole = read_file(dir / "j", 100'000);
  REQUIRE(whole);
  const size_t first = whole->find('\n') + 1;
  for (size_t cut = 0; cut < whole->size(); cut++) {
    put_file(dir / "j", whole->substr(0, cut));
    auto journal = ChunkJournal::open(dir / "j");
    REQUIRE_MESSAGE(journal, reason(journal));
    CHECK(journal->found().has_value() == (cut >= first));
    if (journal->found()) CHECK(journal->found()->intents.empty());
    const auto left = read_file(dir / "j", 100'000);
    REQUIRE(left);
    CHECK(left->size() == (cut >= first ? first : 0));
  }
}

TEST_CASE("what is no journal is left alone") {
  const std::string plan = std::string(64, '9');
  const std::string head = R"({"type":"chunk_upload","version":1,"plan_hex":")" + plan +
                           R"(","chunks":2,"mode":"auto"})"
                           "\n";
  const std::string intent = intent_line(an_intent(20)) + "\n";
  JournalIntent twice = an_intent(20), alone = an_intent(20);
  twice.addresses[1] = twice.addresses[0];
  alone.addresses.pop_back();
  const struct {
    std::string text, why;
  } cases[] = {
      {"hello\n", "line 1: not a record: no JSON object"},
      {"{\"type\":\"object\"}\n", "line 1: is no journal of an upload of chunks"},
      {R"({"type":"chunk_upload","version":2,"plan_hex":")" + plan + "\"}\n",
       "line 1: is a journal of another version"},
      {R"({"type":"chunk_upload","version":1})"
       "\n",
       "line 1: no \"plan_hex\""},
      {head + "\n", "line 2: not a record: no JSON object"},
      {head + "{\"type\":\"other\"}\n", "line 2: is no line of a journal"},
      {head + "{\"type\":\"done\"}\n{\"type\":\"done\"}\n", "line 3: stands behind the end"},
      {head + intent + intent, "line 3: an intent that stands above already"},
      {head + R"({"type":"receipt","intent_hex":")" + plan +
           R"(","receipts":[]})"
           "\n",
       "line 2: a receipt without its intent"},
      {head + R"({"type":"void","intent_hex":")" + plan + "\"}\n", "line 2: voids no open intent"},
      {head + R"({"type":"already","address":"x"})"
              "\n",
       "line 2: \"address\" is not 64 lower-case hexadecimal digits"},
      {head + R"({"type":"stored","address":")" + plan + "\"}\n", "line 2: no \"endpoints_hex\""},
      {head + R"({"type":"ingested"})" + "\n", "line 2: no \"address\""},
      {head + intent_line(twice) + "\n", "line 2: an address stands there twice"},
      {head + intent_line(alone) + "\n", "line 2: a batch of fewer than two chunks"},
  };
  const TempDir dir;
  for (const auto& c : cases) {
    CHECK(reason(parse_chunk_journal(c.text)) == c.why);
    put_file(dir / "j", c.text);
    CHECK_FALSE(ChunkJournal::open(dir / "j"));
    const auto left = read_file(dir / "j", 100'000);
    REQUIRE(left);
    CHECK(*left == c.text);
  }
  put_file(dir / "j", "hello\n");
  CHECK(ChunkJournal::open(dir / "j").error().code() == Errc::kCannotCreate);
  CHECK(ChunkJournal::open(dir / "j").error().hints().size() == 1);
  put_file(dir / "j", head + "\n");  // a journal, and damaged
  CHECK(ChunkJournal::open(dir / "j").error().code() == Errc::kMalformed);
  put_file(dir / "j", "no line end");
  CHECK_FALSE(ChunkJournal::open(dir / "j"));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
