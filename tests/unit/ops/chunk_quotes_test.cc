#include "libcore/ops/chunk_quotes.h"

#include "libcore/ops/chunk_intents.h"
#include "libcore/ops/chunk_maps.h"
#include "libcore/ops/chunk_settle.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::reason;
using testing::TempDir;

TEST_SUITE_BEGIN("ops");

// "v" has it, a digit is a price.
std::vector<QuotedStore> stores(std::string_view text) {
  std::vector<QuotedStore> out;
  for (size_t i = 0; i < text.size(); i++) {
    QuotedStore store{.endpoint = i, .has = text[i] == 'v'};
    if (!store.has) store.price = *Amount::parse(text.substr(i, 1));
    out.push_back(store);
  }
  return out;
}

TEST_CASE("what answers mean: spec/upload.md 2.1") {
  const GroupPolicy policy;  // 7 and 4
  const struct {
    const char* answers;
    QuoteOutcome outcome;
  } cases[] = {
      {"1111111", QuoteOutcome::kQuoted},
      {"11111111111111", QuoteOutcome::kQuoted},
      {"111111", QuoteOutcome::kTooFew},
      {"", QuoteOutcome::kTooFew},
      {"vvvv", QuoteOutcome::kAlready},  // fewer answers than a group: a majority all the same
      {"vvv", QuoteOutcome::kTooFew},
      {"vvv111", QuoteOutcome::kTooFew},
      {"vvvv111", QuoteOutcome::kAlready},
      {"111vvvv", QuoteOutcome::kAlready},
      {"1111vvv", QuoteOutcome::kMixed},  // neither a majority nor seven quotes
      {"vvv1111", QuoteOutcome::kMixed},
      {"vvv1111111", QuoteOutcome::kQuoted},
      {"1111111vvvvvvv", QuoteOutcome::kQuoted},  // distant votes
      {"1v1v1v1vvvvvvv", QuoteOutcome::kMixed},
  };
  for (const auto& c : cases) CHECK_MESSAGE(decide_quotes(stores(c.answers), policy) == c.outcome, c.answers);
}

TEST_CASE("the median price, three times: spec/upload.md 2.4") {
  const GroupPolicy policy;
  const auto median = [&](std::string_view text) {
    const auto found = median_quote(stores(text), policy);
    REQUIRE_MESSAGE(found, reason(found));
    return *found ? (*found)->amount.text() + " to " + std::to_string((*found)->store.endpoint) : "nothing";
  };
  CHECK(median("1234567") == "12 to 3");
  CHECK(median("7654321") == "12 to 3");
  CHECK(median("1234567999") == "12 to 3");  // of the group alone
  CHECK(median("5555555") == "15 to 0");     // of several the nearest
  CHECK(median("9111111") == "3 to 1");
  CHECK(median("0000009") == "nothing");
  CHECK(median("vvv1234") == "9 to 5");  // of an even number the upper one
  CHECK(median("vvvvvvv") == "nothing");
  CHECK(median("") == "nothing");
  std::vector<QuotedStore> many = stores("1234567");
  for (size_t i = 0; i < 7; i++) many[i].price = *Amount::parse(std::to_string(10 * (i + 1)));
  const auto found = median_quote(many, policy);  // the published example: 10 to 70
  REQUIRE(found);
  REQUIRE(found->has_value());
  CHECK((*found)->amount.text() == "120");
  for (QuotedStore& store : many) store.price = *Amount::parse("99999999999999999999999999999999999999");
  CHECK(reason(median_quote(many, policy)).find("is too large") != std::string::npos);
}

TEST_CASE("amounts are exact") {
  for (const char* const text : {"0", "1", "10", "18446744073709551616", "99999999999999999999999999999999999999"}) {
    const auto amount = Amount::parse(text);
    REQUIRE(amount);
    CHECK(amount->text() == text);
  }
  for (const char* const text :
       {"", "01", "-1", "+1", " 1", "1 ", "1e3", "0x1", "100000000000000000000000000000000000000"}) {
    CHECK_FALSE(Amount::parse(text));
  }
  const Amount large = *Amount::parse("99999999999999999999999999999999999999");
  CHECK_FALSE(large.times(2));
  CHECK_FALSE(large.plus(large));
  CHECK(large.times(1)->text() == large.text());
  CHECK(Amount::parse("3906250000000000")->times(3)->text() == "11718750000000000");
}

TEST_CASE("no batch has one chunk: spec/upload.md 3.4") {
  CHECK(batch_sizes(256, 256) == std::vector<size_t>{256});
  CHECK(batch_sizes(257, 256) == std::vector<size_t>{255, 2});
  CHECK(batch_sizes(513, 256) == std::vector<size_t>{256, 255, 2});
  CHECK(batch_sizes(768, 256) == std::vector<size_t>{256, 256, 256});
  for (const size_t max : {size_t{3}, size_t{4}, size_t{64}, size_t{256}}) {
    for (size_t chunks = 2; chunks < 1100; chunks++) {
      size_t sum = 0;
      for (const size_t size : batch_sizes(chunks, max)) {
        CHECK(size >= 2);
        CHECK(size <= max);
        sum += size;
      }
      CHECK(sum == chunks);
    }
  }
}

TEST_CASE("receipts must be for all of an intent, and for nothing else") {
  const auto name = [](uint8_t byte) {
    Hash hash;
    hash.bytes.fill(byte);
    return hash;
  };
  JournalIntent intent{.intent = name(1), .mode = "single"};
  intent.transfers = {{name(2), name(9), "1"}, {name(3), name(9), "1"}};
  CHECK(check_receipts(intent, {name(1), {{name(3), "b"}, {name(2), "a"}}}).ok());
  CHECK(reason(check_receipts(intent, {name(5), {}})) == "a receipt for another intent");
  CHECK(reason(check_receipts(intent, {name(1), {{name(3), "b"}}})).starts_with("no receipt for 0202"));
  CHECK(reason(check_receipts(intent, {name(1), {{name(3), "b"}, {name(3), "b"}}})).starts_with("two receipts for"));
  CHECK(reason(check_receipts(intent, {name(1), {{name(4), "b"}}})).starts_with("a receipt for 0404"));
  intent.root = name(7);
  CHECK(check_receipts(intent, {name(1), {{name(7), "b"}}}).ok());
  CHECK_FALSE(check_receipts(intent, {name(1), {{name(2), "a"}, {name(3), "b"}}}).ok());
  // The name of an intent depends on everything in it.
  const Hash before = name_of_intent(intent);
  intent.total = "5";
  CHECK(name_of_intent(intent) != before);
}

TEST_CASE("data maps stand beside each other") {
  const TempDir dir;
  const std::string folder = dir / "maps";
  REQUIRE(make_directories(folder).ok());
  CHECK(*keep_map(folder, "x/a", "one") == folder + "/a.datamap");
  CHECK(*keep_map(folder, "x/a", "one") == folder + "/a.datamap");
  CHECK(*keep_map(folder, "x/a", "two") == folder + "/a-2.datamap");
  CHECK(*keep_map(folder, "x/a", "two") == folder + "/a-2.datamap");
  CHECK(*keep_map(folder, "x/a", "three") == folder + "/a-3.datamap");
  CHECK(*read_file(folder + "/a.datamap", 10) == "one");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
