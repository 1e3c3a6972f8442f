#include <filesystem>
#include <fstream>
#include <iterator>

#include "libcore/store/cas_store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include "libcore/store/cas_check.h"
#include "tests/unit/testing.h"

using tlog::CasExpected;
using tlog::CasItem;
using tlog::CasOutcome;
using tlog::CasStore;
using tlog::CasSwap;
using tlog::CasTable;
using tlog::check_cas;
using tlog::check_cas_refuses;
using tlog::Errc;
using tlog::open_cas_store;
using tlog::testing::put_file;
using tlog::testing::reason;
using tlog::testing::TempDir;

namespace {

constexpr CasTable kTable = {"roots", "who", "bucket", "root", "root-cas init"};

const CasExpected kAbsent = {};
CasExpected value_is(const std::string& value) { return {value, std::nullopt}; }
CasExpected version_is(uint64_t version) { return {std::nullopt, version}; }

std::unique_ptr<CasStore> opened(const std::string& path) {
  auto store = open_cas_store("sqlite:" + path, kTable, true);
  REQUIRE_MESSAGE(store.has_value(), reason(store));
  return *std::move(store);
}

// One swap, in words: "won VALUE VERSION", "lost VALUE VERSION", "won -", "lost -".
std::string shown(const CasOutcome& outcome) {
  const std::string what = outcome.won ? "won " : "lost ";
  return outcome.current ? what + outcome.current->value + " " + std::to_string(outcome.current->version) : what + "-";
}
std::string swap(CasStore& store, const CasExpected& expected, const std::optional<std::string>& value,
                 const std::string& owner = "o", const std::string& name = "n") {
  const auto outcomes = store.swap(std::vector<CasSwap>{{owner, name, expected, value}});
  REQUIRE_MESSAGE(outcomes.has_value(), reason(outcomes));
  REQUIRE(outcomes->size() == 1);
  return shown((*outcomes)[0]);
}
std::string get(CasStore& store, const std::string& owner = "o", const std::string& name = "n") {
  const auto record = store.get(owner, name);
  REQUIRE_MESSAGE(record.has_value(), reason(record));
  return *record ? (*record)->value + " " + std::to_string((*record)->version) : "-";
}
std::vector<std::string> listed(CasStore& store, const std::optional<std::string>& owner, size_t most = 1000) {
  std::vector<std::string> items;
  REQUIRE(store.list(owner, [&](const CasItem& item) {
    items.push_back(item.owner + "/" + item.name + "=" + item.record.value);
    return items.size() < most;
  }));
  return items;
}

// What another program does to the file.
void execute(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  CHECK_MESSAGE(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(db));
  sqlite3_close(db);
}

}  // namespace

TEST_CASE("claim, stale swap, retry at what the loser was told") {
  TempDir dir;
  const auto store = opened(dir / "db");
  CHECK(get(*store) == "-");
  CHECK(swap(*store, kAbsent, "A") == "won A 1");
  CHECK(swap(*store, value_is("A"), "B") == "won B 2");
  CHECK(swap(*store, value_is("A"), "C") == "lost B 2");
  CHECK(get(*store) == "B 2");
  CHECK(swap(*store, value_is("B"), "C") == "won C 3");
  CHECK(get(*store) == "C 3");
}

TEST_CASE("what must be there for a swap to be won") {
  const CasExpected both = {"A", 1}, other_value = {"B", 1}, other_version = {"A", 2};
  const std::optional<std::string> none;
  const struct {
    bool there;  // A, version 1
    CasExpected expected;
    std::optional<std::string> value;
    const char* outcome;
  } cases[] = {
      {false, kAbsent, "N", "won N 1"},
      {true, kAbsent, "N", "lost A 1"},
      {false, value_is("A"), "N", "lost -"},
      {true, value_is("A"), "N", "won N 2"},
      {true, value_is("B"), "N", "lost A 1"},
      {true, value_is("a"), "N", "lost A 1"},
      {true, value_is(""), "N", "lost A 1"},
      {false, version_is(1), "N", "lost -"},
      {true, version_is(1), "N", "won N 2"},
      {true, version_is(2), "N", "lost A 1"},
      {false, version_is(0), "N", "lost -"},
      {true, version_is(0), "N", "lost A 1"},
      {true, both, "N", "won N 2"},
      {true, other_value, "N", "lost A 1"},
      {true, other_version, "N", "lost A 1"},
      {true, value_is("A"), "A", "won A 2"},
      {true, value_is("A"), "", "won  2"},
      {false, kAbsent, none, "won -"},
      {true, kAbsent, none, "lost A 1"},
      {true, value_is("A"), none, "won -"},
      {true, value_is("B"), none, "lost A 1"},
      {false, value_is("A"), none, "lost -"},
      {true, version_is(1), none, "won -"},
      {true, version_is(2), none, "lost A 1"},
      {true, both, none, "won -"},
      {true, other_version, none, "lost A 1"},
  };
  TempDir dir;
  int number = 0;
  for (const auto& one : cases) {
    CAPTURE(number);
    const auto store = opened(dir / std::to_string(number++));
    if (one.there) CHECK(swap(*store, kAbsent, "A") == "won A 1");
    const std::string before = get(*store);
    const std::string outcome = swap(*store, one.expected, one.value);
    CHECK(outcome == one.outcome);
    CHECK(get(*store) == (outcome.starts_with("lost") ? before : outcome.substr(4)));
  }
}

TEST_CASE("records of other owners and names are others") {
  TempDir dir;
  const auto store = opened(dir / "db");
  CHECK(swap(*store, kAbsent, "A", "o", "n") == "won A 1");
  CHECK(get(*store, "o2", "n") == "-");
  CHECK(get(*store, "o", "n2") == "-");
  CHECK(get(*store, "O", "n") == "-");
  CHECK(swap(*store, kAbsent, "B", "o2", "n") == "won B 1");
  CHECK(swap(*store, kAbsent, "C", "o", "N") == "won C 1");
  CHECK(get(*store, "o", "n") == "A 1");
}

TEST_CASE("many swaps follow each other, and each is won or lost on its own") {
  TempDir dir;
  const auto store = opened(dir / "db");
  const auto outcomes = store->swap(std::vector<CasSwap>{{"o", "n", kAbsent, "A"},
                                                         {"o", "n", value_is("A"), "B"},
                                                         {"o", "n", value_is("A"), "C"},
                                                         {"p", "n", version_is(3), "A"},
                                                         {"o", "n", version_is(2), std::nullopt},
                                                         {"o", "n", kAbsent, "D"}});
  REQUIRE(outcomes);
  std::vector<std::string> words;
  for (const CasOutcome& outcome : *outcomes) words.push_back(shown(outcome));
  CHECK(words == std::vector<std::string>{"won A 1", "won B 2", "lost B 2", "lost -", "won -", "won D 1"});
  CHECK(store->swap({})->empty());
  const std::vector<CasSwap> too_many(tlog::kMaxCasBatch + 1, {"o", "n", kAbsent, "A"});
  CHECK(reason(store->swap(too_many)) == "more than 1024 swaps at once");
}

TEST_CASE("an error is one of all") {
  TempDir dir;
  const auto store = opened(dir / "db");
  execute(dir / "db", "INSERT INTO roots VALUES ('o', 'bad', 'A', 0, 0)");
  CHECK(reason(store->swap(std::vector<CasSwap>{{"o", "n", kAbsent, "A"}, {"o", "bad", kAbsent, "A"}})) ==
        store->name() + ": holds a row with a version that counts nothing, which is never written");
  CHECK(get(*store) == "-");
  CHECK(swap(*store, kAbsent, "A") == "won A 1");
}

TEST_CASE("what was won is there for the next who opens it, and for one who had it open") {
  TempDir dir;
  const auto other = opened(dir / "db");
  {
    const auto store = opened(dir / "db");
    CHECK(swap(*store, kAbsent, "A") == "won A 1");
    CHECK(get(*other) == "A 1");
    CHECK(swap(*other, value_is("A"), "B") == "won B 2");
    CHECK(swap(*store, value_is("A"), "C") == "lost B 2");
  }
  const auto again = open_cas_store("sqlite:" + dir / "db", kTable, false);
  REQUIRE(again);
  CHECK(get(**again) == "B 2");
  CHECK((*again)->get("o", "n")->value().updated_at > 1'600'000'000);
}

TEST_CASE("a list is ordered by the bytes of owner and name, and may be ended") {
  TempDir dir;
  const auto store = opened(dir / "db");
  for (const char* name : {"b", "a", "B", "\u00e4", "a b"}) swap(*store, kAbsent, "1", "y", name);
  swap(*store, kAbsent, "2", "x", "z");
  swap(*store, kAbsent, "3", "z", "a");
  using Names = std::vector<std::string>;
  CHECK(listed(*store, std::nullopt) == Names{"x/z=2", "y/B=1", "y/a=1", "y/a b=1", "y/b=1", "y/\u00e4=1", "z/a=3"});
  CHECK(listed(*store, "y") == Names{"y/B=1", "y/a=1", "y/a b=1", "y/b=1", "y/\u00e4=1"});
  CHECK(listed(*store, "nobody").empty());
  CHECK(listed(*store, std::nullopt, 2) == Names{"x/z=2", "y/B=1"});
  CHECK(swap(*store, value_is("2"), "3", "x", "z") == "won 3 2");  // nothing is left open
}

TEST_CASE("names and values have limits") {
  TempDir dir;
  const auto store = opened(dir / "db");
  const std::string nul("a\0b", 3), longest(tlog::kMaxCasNameBytes, 'x'), value(tlog::kMaxCasValueBytes, 'v');
  CHECK(swap(*store, kAbsent, value, longest, longest) == "won " + value + " 1");
  const struct {
    CasSwap swap;
    const char* reason;
  } rejects[] = {
      {{"", "n", kAbsent, "A"}, "an owner or a name is empty"},
      {{"o", "", kAbsent, "A"}, "an owner or a name is empty"},
      {{longest + "x", "n", kAbsent, "A"}, "an owner is longer than 1024 bytes"},
      {{"o", longest + "x", kAbsent, "A"}, "a name is longer than 1024 bytes"},
      {{nul, "n", kAbsent, "A"}, "an owner is not UTF-8, or has a NUL in it"},
      {{"o", "\xff", kAbsent, "A"}, "a name is not UTF-8, or has a NUL in it"},
      {{"o", "n", kAbsent, nul}, "a value is not UTF-8, or has a NUL in it"},
      {{"o", "n", kAbsent, value + "v"}, "a value is longer than 1048576 bytes"},
      {{"o", "n", value_is("\xc0\x80"), "A"}, "an expected value is not UTF-8, or has a NUL in it"},
      {{"o", "n", version_is(uint64_t{1} << 53), "A"}, "no version is as high as that"},
  };
  for (const auto& reject : rejects) {
    const auto outcome = store->swap(std::vector{reject.swap});
    CHECK(reason(outcome) == reject.reason);
    CHECK(outcome.error().code() == Errc::kUsage);
  }
  CHECK(store->get("", "n").error().code() == Errc::kUsage);
}

TEST_CASE("places that are no store") {
  TempDir dir;
  put_file(dir / "text", std::string(5000, 'x'));
  put_file(dir / "empty", "");
  opened(dir / "other");
  put_file(dir / "two", "");
  REQUIRE(::link((dir / "two").c_str(), (dir / "names").c_str()) == 0);
  execute(dir / "strange",
          "CREATE TABLE roots (who TEXT, bucket TEXT, root TEXT, version INTEGER, updated_at INTEGER)");
  execute(dir / "columns", "CREATE TABLE roots (id TEXT PRIMARY KEY)");
  const struct {
    std::string place;
    bool create;
    Errc code;
    std::string reason;
  } rejects[] = {
      {"", true, Errc::kUsage, "no kind of store"},
      {"mem:", true, Errc::kUsage, "no kind of store: mem"},
      {"roots.db", true, Errc::kUsage, "no kind of store"},
      {"host=a password=secret", true, Errc::kUsage, "no kind of store"},
      {"psql://a:secret@b/c", true, Errc::kUsage, "no kind of store: psql"},
      {"postgres:password=secret", true, Errc::kUsage, "postgres: password in the conninfo"},
      {"postgres:host=h sslpassword=secret", true, Errc::kUsage, "postgres: sslpassword in the conninfo"},
      {"postgres://u:secret@h/d", true, Errc::kUsage, "postgres: password in the conninfo"},
      {"postgresql://u:secret@h/d", true, Errc::kUsage, "postgres: password in the conninfo"},
      {"postgres:postgres://u:secret@h/d", true, Errc::kUsage, "postgres: password in the conninfo"},
      {"postgres://h/d?password=secret", true, Errc::kUsage, "postgres: password in the conninfo"},
      {"postgres:dbname=postgres://u:secret@h/d", true, Errc::kUsage, "postgres: dbname in the conninfo is a conninfo"},
      {"postgres:dbname='host=h password=secret'", true, Errc::kUsage,
       "postgres: dbname in the conninfo is a conninfo"},
      {"postgres:host=h pass word=secret", true, Errc::kUsage, "postgres: no conninfo of libpq follows"},
      {"postgres:secret", true, Errc::kUsage, "postgres: no conninfo of libpq follows"},
      {"postgres:host=" + dir / "", true, Errc::kNetwork, "No such file or directory"},
      {"sqlite:", true, Errc::kUsage, "sqlite:: not the name of a file"},
      {"sqlite::memory:", true, Errc::kUsage, "sqlite::memory:: not the name of a file"},
      {"sqlite:" + dir / "absent", false, Errc::kConfig, ": no such file"},
      {"sqlite:" + dir / "text/db", false, Errc::kConfig, ": no such file"},
      {"sqlite:" + dir / "empty", false, Errc::kConfig, ": has no table roots"},
      {"sqlite:" + dir / "", true, Errc::kConfig, ": is not a file"},
      {"sqlite:" + dir / "two", true, Errc::kConfig, ": has a second name (a hard link)"},
      {"sqlite:" + dir / "no/db", true, Errc::kCannotCreate, ": no such directory"},
      {"sqlite:" + dir / "text", true, Errc::kMalformed, ": file is not a database"},
      {"sqlite:" + dir / "text", false, Errc::kMalformed, ": file is not a database"},
      {"sqlite:" + dir / "strange", true, Errc::kConfig, "does not match any PRIMARY KEY or UNIQUE constraint"},
      {"sqlite:" + dir / "columns", true, Errc::kConfig, "no such column: "},
  };
  for (const auto& reject : rejects) {
    CAPTURE(reject.place);
    const auto store = open_cas_store(reject.place, kTable, reject.create);
    REQUIRE_FALSE(store.has_value());
    CHECK(store.error().code() == reject.code);
    CHECK_MESSAGE(reason(store).find(reject.reason) != std::string::npos, reason(store));
    CHECK(reason(store).find("secret") == std::string::npos);
  }
  const auto absent = open_cas_store("sqlite:" + dir / "absent", kTable, false);
  CHECK(absent.error().hints() == std::vector<std::string>{"root-cas init makes it"});
  CHECK_FALSE(std::filesystem::exists(dir / "absent"));
}

TEST_CASE("a name is a file's, whatever it looks like") {
  TempDir dir;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir / "");
  for (const char* name : {"file:a?mode=memory", "a?b", "-x", "a#b", "%41", "file:b"}) {
    CHECK(swap(*opened(name), kAbsent, "A") == "won A 1");
    CHECK_MESSAGE(std::filesystem::is_regular_file(dir / name), name);
  }
  std::filesystem::current_path(before);
}

TEST_CASE("nobody else may write what was made") {
  TempDir dir;
  const mode_t before = ::umask(0);
  const auto store = opened(dir / "db");
  CHECK(swap(*store, kAbsent, "A") == "won A 1");
  ::umask(before);
  for (const char* name : {"db", "db-wal", "db-shm"}) {
    struct stat info {};
    REQUIRE(::stat((dir / name).c_str(), &info) == 0);
    CHECK_MESSAGE((info.st_mode & 0777) == 0644, name);
  }
}

TEST_CASE("through a link it is the same file") {
  TempDir dir;
  const auto store = opened(dir / "db");
  std::filesystem::create_symlink("db", dir / "link");
  CHECK(swap(*opened(dir / "link"), kAbsent, "A") == "won A 1");
  CHECK(get(*store) == "A 1");
}

TEST_CASE("a file that was moved or replaced in use is no store any more") {
  TempDir dir;
  const auto store = opened(dir / "db");
  CHECK(swap(*store, kAbsent, "A") == "won A 1");
  std::filesystem::rename(dir / "db", dir / "old");
  const std::string moved = store->name() + ": was moved or replaced while it was in use";
  CHECK(reason(store->get("o", "n")) == moved);
  CHECK(reason(store->swap(std::vector<CasSwap>{{"o", "n", value_is("A"), "B"}})) == moved);
  CHECK(reason(store->list(std::nullopt, [](const CasItem&) { return true; })) == moved);
}

TEST_CASE("rows that are never written") {
  const struct {
    const char* row;
    const char* reason;
  } rejects[] = {
      {"'A', 0, 0", "a row with a version that counts nothing"},
      {"'A', -1, 0", "a row with a version that counts nothing"},
      {"'A', 9007199254740992, 0", "a row with a version that counts nothing"},
      {"'A', 1, -1", "a row with a time before 1970, or beyond all times"},
      {"CAST(x'ff' AS TEXT), 1, 0", "a row with a value that is not UTF-8, or has a NUL in it"},
      {"CAST(x'410042' AS TEXT), 1, 0", "a row with a value that is not UTF-8, or has a NUL in it"},
      {"CAST(zeroblob(1048577) AS TEXT), 1, 0", "a row with a value above the limit"},
      {"x'41', 1, 0", "a row that is never written"},
      {"'A', 'x', 0", "a row that is never written"},
      {"NULL, 1, 0", "a row that is never written"},
  };
  TempDir dir;
  execute(dir / "db", "CREATE TABLE roots (who, bucket, root, version, updated_at, PRIMARY KEY (who, bucket))");
  const auto store = opened(dir / "db");
  for (const auto& reject : rejects) {
    execute(dir / "db", std::string("REPLACE INTO roots VALUES ('o', 'n', ") + reject.row + ")");
    for (const auto& error :
         {reason(store->get("o", "n")), reason(store->swap(std::vector<CasSwap>{{"o", "n", {}, "A"}})),
          reason(store->list(std::nullopt, [](const CasItem&) { return true; }))}) {
      CHECK_MESSAGE(error.find(reject.reason) != std::string::npos, error);
    }
    CHECK(store->get("o", "n").error().code() == Errc::kMalformed);
  }
}

TEST_CASE("values are compared by their bytes, however another program's table compares them") {
  TempDir dir;
  execute(dir / "db",
          "CREATE TABLE roots (who TEXT, bucket TEXT, root TEXT COLLATE NOCASE, version INTEGER, updated_at INTEGER, "
          "PRIMARY KEY (who, bucket))");
  const auto store = opened(dir / "db");
  CHECK(swap(*store, kAbsent, "bafyA") == "won bafyA 1");
  CHECK(swap(*store, value_is("bafya"), "C") == "lost bafyA 1");
  CHECK(swap(*store, value_is("bafya"), std::nullopt) == "lost bafyA 1");
  CHECK(swap(*store, value_is("bafyA"), "C") == "won C 2");
}

TEST_CASE("files beside it that were taken away in use") {
  for (const char* end : {"-wal", "-shm"}) {
    TempDir dir;
    const auto store = opened(dir / "db");
    CHECK(swap(*store, kAbsent, "A") == "won A 1");
    std::filesystem::rename(dir / "db" + end, dir / "away");
    const auto record = store->get("o", "n");
    CHECK(reason(record).find("its -wal or its -shm was removed or replaced") != std::string::npos);
    CHECK(record.error().code() == Errc::kConfig);
    put_file(dir / "db" + end, "");
    CHECK_FALSE(store->swap(std::vector<CasSwap>{{"o", "n", value_is("A"), "B"}}));
    std::filesystem::rename(dir / "away", dir / "db" + end);
    CHECK(swap(*store, value_is("A"), "B") == "won B 2");
  }
}

TEST_CASE("a damaged file is told from one that cannot be read") {
  TempDir dir;
  {
    const auto store = opened(dir / "db");
    for (int i = 0; i < 100; i++) swap(*store, kAbsent, std::string(1000, 'x'), "o", std::to_string(i));
  }
  std::string bytes;
  {
    std::ifstream in(dir / "db", std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  REQUIRE(bytes.size() > 50'000);
  for (size_t at = 4096; at < bytes.size(); at++) bytes[at] = '\x55';
  put_file(dir / "db", bytes);
  const auto store = opened(dir / "db");
  const auto record = store->get("o", "50");
  REQUIRE_FALSE(record.has_value());
  CHECK(record.error().code() == Errc::kMalformed);
  CHECK(reason(record) == store->name() + ": database disk image is malformed");
}

namespace {

// A store that does not hold what it promises, in one of several ways.
class LyingStore final : public CasStore {
 public:
  enum class Lie { kNone, kAlwaysWins, kAlwaysLoses, kIgnoresValues, kIgnoresVersions, kTellsNothing, kKeepsRemoved };
  LyingStore(std::unique_ptr<CasStore> store, Lie lie) : store_(std::move(store)), lie_(lie) {}

  std::string name() const override { return "liar"; }
  tlog::Result<std::optional<tlog::CasRecord>> get(const std::string& owner, const std::string& name) override {
    return store_->get(owner, name);
  }
  tlog::Status list(const std::optional<std::string>& owner, const std::function<bool(const CasItem&)>& each) override {
    return store_->list(owner, each);
  }
  tlog::Result<std::vector<CasOutcome>> swap(std::span<const CasSwap> swaps) override {
    CasSwap swap = swaps[0];
    const auto there = *store_->get(swap.owner, swap.name);
    const bool expects = there && !swap.expected.absent();
    if (lie_ == Lie::kAlwaysWins) swap.expected = there ? version_is(there->version) : kAbsent;
    if (lie_ == Lie::kIgnoresValues && expects && swap.expected.value) swap.expected = version_is(there->version);
    if (lie_ == Lie::kIgnoresVersions && expects && swap.expected.version) swap.expected = value_is(there->value);
    if (lie_ == Lie::kKeepsRemoved && expects && !swap.value) swap.value = there->value;
    if (lie_ == Lie::kAlwaysLoses) return std::vector<CasOutcome>{{false, there}};
    auto outcomes = store_->swap({&swap, 1});
    if (lie_ == Lie::kTellsNothing) (*outcomes)[0].current.reset();
    return outcomes;
  }

 private:
  std::unique_ptr<CasStore> store_;
  Lie lie_;
};

}  // namespace

TEST_CASE("a store is told from one that does not compare") {
  using Lie = LyingStore::Lie;
  TempDir dir;
  int number = 0;
  const auto told = [&](Lie lie) {
    LyingStore store(opened(dir / std::to_string(number++)), lie);
    const auto status = check_cas(store);
    if (!status) CHECK(status.error().code() == Errc::kConfig);
    if (status) CHECK(listed(store, std::nullopt).empty());
    const std::string begin = "liar: does not compare before it swaps: ";
    return status ? "" : reason(status).substr(begin.size());
  };
  CHECK(told(Lie::kNone) == "");
  CHECK(told(Lie::kAlwaysWins) == "a swap of what is not there was won");
  CHECK(told(Lie::kAlwaysLoses) == "a claim was lost");
  CHECK(told(Lie::kIgnoresValues) == "a wrong value was enough");
  CHECK(told(Lie::kIgnoresVersions) == "a wrong version was enough");
  CHECK(told(Lie::kTellsNothing) == "a claim was lost");
  CHECK(told(Lie::kKeepsRemoved) == "it was not removed");
  LyingStore honest(opened(dir / "a"), Lie::kNone), liar(opened(dir / "b"), Lie::kAlwaysWins);
  CHECK(check_cas_refuses(honest));
  CHECK_FALSE(check_cas_refuses(liar));
}
