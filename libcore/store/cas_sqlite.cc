// CasStore in a file of SQLite, for the processes of one host. Every swap is inside of a transaction that holds the one
// write lock of the file from its first statement on (BEGIN IMMEDIATE), so nobody's swap comes between the comparison
// and the write, and what a loser is told is what he lost to. With synchronous=FULL a commit in the write-ahead log is
// on the disk before it is visible to others, or answered.
//
// The file is never opened but by SQLite: closing any descriptor of it would let go of all locks that this process has
// on it.
//
// Its -wal and -shm are as much the store as the file itself: with others in their places two processes would each have
// a truth of their own. So all three must stay the files that they were when it was opened.

#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <variant>

#include "libcore/base/text.h"
#include "libcore/os/file.h"
#include "libcore/store/cas_backend.h"

namespace tlog {

namespace {

constexpr int kBusyMs = 5000;  // how long a lock of somebody else is waited for
constexpr int kFull = 2;       // PRAGMA synchronous

// What the store was asked to do failed. `place` names it.
Error sqlite_error(sqlite3* db, const std::string& place) {
  const int code = sqlite3_extended_errcode(db), cause = sqlite3_system_errno(db);
  const bool no_room = cause == ENOSPC || cause == EDQUOT;
  Errc kind = Errc::kIo;
  std::string what = sqlite3_errmsg(db);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(Errc::kBusy, fmt::format("{}: locked by another for longer than {} s", place, kBusyMs / 1000));
    case SQLITE_FULL:
      return Error(Errc::kIo, place + ": no space left for it").hint("make room");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      kind = Errc::kMalformed;
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      kind = Errc::kDenied;
      break;
    case SQLITE_CANTOPEN:  // where SQLite tried more than one way, it has the cause of the last one alone
      if (cause != EACCES && cause != EPERM && cause != EROFS) {
        return Error(Errc::kIo, place + ": it, its -wal or its -shm cannot be opened or made");
      }
      kind = Errc::kDenied;
      break;
    case SQLITE_ERROR:       // a table or a column that is not as we say
    case SQLITE_CONSTRAINT:  // one that says more than we do
    case SQLITE_MISMATCH:
    case SQLITE_SCHEMA:
      kind = Errc::kConfig;
      break;
    default:
      break;
  }
  const bool system = kind == Errc::kIo || kind == Errc::kDenied;
  if (cause != 0 && system) what += fmt::format(" ({})", std::strerror(cause));
  Error error(kind, fmt::format("{}: {}", place, printable(what)));
  if (kind == Errc::kDenied) return std::move(error).hint("also who only reads writes the file's -wal and -shm");
  return no_room ? std::move(error).hint("make room") : error;
}

using Bound = std::variant<std::nullptr_t, std::string_view, int64_t>;
using Binding = std::initializer_list<Bound>;

// A prepared statement.
class Statement {
 public:
  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  Status prepare(sqlite3* db, const std::string& place, const std::string& sql) {
    db_ = db;
    place_ = place;
    const int code = sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (code != SQLITE_OK) return sqlite_error(db, place);
    return {};
  }

  // Runs it to its end; `row` sees each of its rows, and ends it by false or by an error.
  Status run(Binding values, const std::function<Result<bool>()>& row = nullptr) {
    int at = 0;
    for (const Bound& value : values) bind(++at, value);
    Result<bool> go_on = true;
    int code = SQLITE_ROW;
    while (go_on && *go_on && (code = sqlite3_step(statement_)) == SQLITE_ROW) {
      if (row) go_on = row();
    }
    Status status;
    if (!go_on) status = std::move(go_on).error();
    if (go_on && *go_on && code != SQLITE_DONE) status = sqlite_error(db_, place_);
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    return status;
  }

  // Of the current row. malformed: a value of another type.
  Result<std::string> text(int column) const {
    if (sqlite3_column_type(statement_, column) != SQLITE_TEXT) return strange();
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return std::string(bytes == nullptr ? "" : bytes, size_t(sqlite3_column_bytes(statement_, column)));
  }
  Result<int64_t> number(int column) const {
    if (sqlite3_column_type(statement_, column) != SQLITE_INTEGER) return strange();
    return int64_t{sqlite3_column_int64(statement_, column)};
  }
  // Its columns `first`, `first` + 1 and `first` + 2: value, version, updated_at.
  Result<CasRecord> record(int first) const {
    TRY(const std::string value, text(first));
    TRY(const int64_t version, number(first + 1));
    TRY(const int64_t updated_at, number(first + 2));
    auto record = cas_record_of_row(value, version, updated_at);
    if (!record) return std::move(record).error().context(place_);
    return record;
  }

 private:
  // The texts outlive the run, and memory is the only thing that binding can want.
  void bind(int at, const Bound& value) {
    int code = SQLITE_OK;
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      code = sqlite3_bind_text(statement_, at, text->data() == nullptr ? "" : text->data(), int(text->size()),
                               SQLITE_STATIC);
    } else if (const auto* number = std::get_if<int64_t>(&value)) {
      code = sqlite3_bind_int64(statement_, at, *number);
    }
    ASSERT(code == SQLITE_OK);
  }
  Error strange() const { return Error(Errc::kMalformed, place_ + ": holds a row that is never written"); }

  sqlite3* db_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  std::string place_;
};

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

// What a file must be before SQLite opens it. True: it is there.
Result<bool> check_file(const std::string& path, const std::string& place) {
  struct statx info {};
  if (::statx(AT_FDCWD, path.c_str(), 0, STATX_BASIC_STATS, &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return errno_error(path, errno);
  }
  if (!S_ISREG(info.stx_mode)) return Error(Errc::kConfig, place + ": is not a file");
  // Each name has a write-ahead log of its own beside it: two of them would tear the file apart.
  if (info.stx_nlink > 1) return Error(Errc::kConfig, place + ": has a second name (a hard link)");
  if ((info.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0) {
    return Error(Errc::kConfig, place + ": is mounted alone, without the files that belong beside it")
        .hint("mount its folder");
  }
  return true;
}

// A file by what it is, not by its name. Zeros: there is none.
struct FileIdentity {
  dev_t device = 0;
  ino_t number = 0;
  bool operator==(const FileIdentity&) const = default;
};

FileIdentity identity_of(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino};
}

class SqliteStore final : public CasStore {
 public:
  SqliteStore(std::string place, Database db) : place_(std::move(place)), db_(std::move(db)) {}

  Status set_up(const CasTable& table, bool create);

  std::string name() const override { return place_; }
  Result<std::optional<CasRecord>> get(const std::string& owner, const std::string& name) override;
  Result<std::vector<CasOutcome>> swap(std::span<const CasSwap> swaps) override;
  Status list(const std::optional<std::string>& owner, const std::function<bool(const CasItem&)>& each) override;

 private:
  Error error() const { return sqlite_error(db_.get(), place_); }
  Status make_durable();
  Status make_table(const CasTable& table);
  Status prepare_all(const CasTable& table);
  std::array<FileIdentity, 2> beside() const;
  Status check_place();
  Result<std::optional<CasRecord>> read(const std::string& owner, const std::string& name);
  Result<std::vector<CasOutcome>> swap_all(std::span<const CasSwap> swaps);
  Result<CasOutcome> swap_one(const CasSwap& swap);

  std::string place_;
  Database db_;  // closed after its statements
  std::array<FileIdentity, 2> beside_;
  Statement begin_, commit_, rollback_, read_, insert_, update_, remove_, list_, list_owner_;
};

// Runs one statement once; the text of its last row's first column.
Result<std::string> ask(sqlite3* db, const std::string& place, const std::string& sql) {
  Statement statement;
  CHECK(statement.prepare(db, place, sql));
  std::string answer;
  CHECK(statement.run({}, [&]() -> Result<bool> {
    TRY(answer, statement.text(0));
    return true;
  }));
  return answer;
}

// A commit is on the disk when it is answered: asked for, and then looked at, because a file system without shared
// memory has no write-ahead log.
Status SqliteStore::make_durable() {
  TRY(const std::string mode, ask(db_.get(), place_, "PRAGMA journal_mode = WAL"));
  if (mode != "wal") {
    return Error(Errc::kConfig, fmt::format("{}: no write-ahead log there (journal_mode is {})", place_, mode))
        .hint("keep it on a disk of this host; several hosts share a postgres: store");
  }
  CHECK(ask(db_.get(), place_, fmt::format("PRAGMA synchronous = {}", kFull)));
  TRY(const std::string level, ask(db_.get(), place_, "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous"));
  if (level != std::to_string(kFull)) return Error(Errc::kConfig, place_ + ": cannot be written synchronously");
  // What a killed process wrote but did not sync is read again by the first who comes; from here on it is on the disk.
  sqlite3_wal_checkpoint_v2(db_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return {};
}

// The table, and the file's name in its directory, which SQLite leaves to us.
Status SqliteStore::make_table(const CasTable& table) {
  Statement statement;
  CHECK(statement.prepare(db_.get(), place_,
                          fmt::format("CREATE TABLE IF NOT EXISTS {0} ({1} TEXT NOT NULL, {2} TEXT NOT NULL, "
                                      "{3} TEXT NOT NULL, version INTEGER NOT NULL, updated_at INTEGER NOT NULL, "
                                      "PRIMARY KEY ({1}, {2})) STRICT, WITHOUT ROWID",
                                      table.table, table.owner, table.name, table.value)));
  CHECK(statement.run({}));
  return sync_directory(parent_directory(sqlite3_db_filename(db_.get(), "main")));
}

Status SqliteStore::prepare_all(const CasTable& table) {
  const auto prepare = [&](Statement& statement, const char* sql) {
    return statement.prepare(db_.get(), place_,
                             fmt::format(fmt::runtime(sql), table.table, table.owner, table.name, table.value));
  };
  CHECK(prepare(begin_, "BEGIN IMMEDIATE"));
  CHECK(prepare(commit_, "COMMIT"));
  CHECK(prepare(rollback_, "ROLLBACK"));
  CHECK(prepare(read_, "SELECT {3}, version, updated_at FROM {0} WHERE {1} = ?1 AND {2} = ?2"));
  CHECK(prepare(insert_,
                "INSERT INTO {0} ({1}, {2}, {3}, version, updated_at) VALUES (?1, ?2, ?3, 1, unixepoch()) "
                "ON CONFLICT ({1}, {2}) DO NOTHING RETURNING {3}, version, updated_at"));
  CHECK(prepare(
      update_,
      "UPDATE {0} SET {3} = ?3, version = version + 1, updated_at = unixepoch() "
      "WHERE {1} = ?1 AND {2} = ?2 AND (?4 IS NULL OR {3} = ?4 COLLATE BINARY) AND (?5 IS NULL OR version = ?5) "
      "RETURNING {3}, version, updated_at"));
  CHECK(prepare(remove_,
                "DELETE FROM {0} WHERE {1} = ?1 AND {2} = ?2 AND (?3 IS NULL OR {3} = ?3 COLLATE BINARY) "
                "AND (?4 IS NULL OR version = ?4) RETURNING {3}, version, updated_at"));
  CHECK(prepare(list_, "SELECT {1}, {2}, {3}, version, updated_at FROM {0} ORDER BY {1}, {2}"));
  return prepare(list_owner_, "SELECT {1}, {2}, {3}, version, updated_at FROM {0} WHERE {1} = ?1 ORDER BY {2}");
}

Status SqliteStore::set_up(const CasTable& table, bool create) {
  sqlite3_busy_timeout(db_.get(), kBusyMs);
  CHECK(make_durable());
  if (create) CHECK(make_table(table));
  Statement look;
  CHECK(look.prepare(db_.get(), place_, "SELECT name FROM sqlite_schema WHERE name = ?1"));
  bool there = false;
  CHECK(look.run({std::string_view(table.table)}, [&]() -> Result<bool> {
    there = true;
    return true;
  }));
  if (!there) return missing_cas_table(fmt::format("{}: has no table {}", place_, table.table), table);
  beside_ = beside();
  return prepare_all(table);
}

// Its -wal and its -shm, as they are found there now.
std::array<FileIdentity, 2> SqliteStore::beside() const {
  const char* file = sqlite3_db_filename(db_.get(), "main");
  return {identity_of(sqlite3_filename_wal(file)), identity_of(std::string(file) + "-shm")};
}

// The files that were opened are still those that others find there: else each would have its own truth.
Status SqliteStore::check_place() {
  int moved = 0;
  if (sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK) return error();
  if (moved != 0) return Error(Errc::kConfig, place_ + ": was moved or replaced while it was in use");
  if (beside() == beside_) return {};
  return Error(Errc::kConfig, place_ + ": its -wal or its -shm was removed or replaced while it was in use")
      .hint("they are a part of it: end all programs that use it before you touch any of the three");
}

Result<std::optional<CasRecord>> SqliteStore::read(const std::string& owner, const std::string& name) {
  std::optional<CasRecord> record;
  CHECK(read_.run({owner, name}, [&]() -> Result<bool> {
    TRY(record, read_.record(0));
    return true;
  }));
  return record;
}

Result<std::optional<CasRecord>> SqliteStore::get(const std::string& owner, const std::string& name) {
  CHECK(check_cas_names(owner, name));
  CHECK(check_place());
  return read(owner, name);
}

Result<CasOutcome> SqliteStore::swap_one(const CasSwap& swap) {
  CasOutcome outcome;
  Statement* statement = nullptr;
  const auto won = [&]() -> Result<bool> {
    TRY(outcome.current, statement->record(0));
    outcome.won = true;
    return true;
  };
  Bound value = nullptr, version = nullptr;
  if (swap.expected.value) value = std::string_view(*swap.expected.value);
  if (swap.expected.version) version = int64_t(*swap.expected.version);
  if (!swap.expected.absent()) {
    statement = swap.value ? &update_ : &remove_;
    CHECK(swap.value ? update_.run({swap.owner, swap.name, *swap.value, value, version}, won)
                     : remove_.run({swap.owner, swap.name, value, version}, won));
    if (outcome.won && !swap.value) outcome.current.reset();
  } else if (swap.value) {
    statement = &insert_;
    CHECK(insert_.run({swap.owner, swap.name, *swap.value}, won));
  }
  if (outcome.won) return outcome;
  TRY(outcome.current, read(swap.owner, swap.name));
  outcome.won = swap.expected.absent() && !swap.value && !outcome.current;  // nothing was to be there, nor is
  return outcome;
}

Result<std::vector<CasOutcome>> SqliteStore::swap_all(std::span<const CasSwap> swaps) {
  CHECK(check_place());
  std::vector<CasOutcome> outcomes;
  outcomes.reserve(swaps.size());
  for (const CasSwap& swap : swaps) {
    TRY(CasOutcome outcome, swap_one(swap));
    outcomes.push_back(std::move(outcome));
  }
  CHECK(commit_.run({}));
  return outcomes;
}

Result<std::vector<CasOutcome>> SqliteStore::swap(std::span<const CasSwap> swaps) {
  CHECK(check_cas_swaps(swaps));
  CHECK(begin_.run({}));
  auto outcomes = swap_all(swaps);
  // Some errors have ended the transaction by themselves.
  if (!outcomes && sqlite3_get_autocommit(db_.get()) == 0) CHECK(rollback_.run({}));
  return outcomes;
}

Status SqliteStore::list(const std::optional<std::string>& owner, const std::function<bool(const CasItem&)>& each) {
  CHECK(check_place());
  Statement& list = owner ? list_owner_ : list_;
  const auto row = [&]() -> Result<bool> {
    CasItem item;
    TRY(item.owner, list.text(0));
    TRY(item.name, list.text(1));
    TRY(item.record, list.record(2));
    return each(item);
  };
  return owner ? list.run({*owner}, row) : list.run({}, row);
}

}  // namespace

Result<std::unique_ptr<CasStore>> open_cas_sqlite(const std::string& path, const CasTable& table, bool create) {
  const std::string place = "sqlite:" + printable(path, 4096);
  if (path.empty() || path == ":memory:") {
    return Error(Errc::kUsage, place + ": not the name of a file").hint("a store in memory would be nobody else's");
  }
  TRY(const bool there, check_file(path, place));
  if (!there && !create) return missing_cas_table(place + ": no such file", table);
  if (!there) {
    TRY(const FileKind parent, kind_of(parent_directory(path)));
    if (parent != FileKind::kDirectory) return Error(Errc::kCannotCreate, place + ": no such directory");
  }
  // With a slash in it no name is anything but a file's: not an URI, not a database in memory.
  const std::string file = path.starts_with('/') ? path : "./" + path;
  const int how =
      SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &raw, how, nullptr);
  Database db(raw);
  if (code != SQLITE_OK) return sqlite_error(raw, place);
  auto store = std::make_unique<SqliteStore>(place, std::move(db));
  CHECK(store->set_up(table, create));
  return std::unique_ptr<CasStore>(std::move(store));
}

}  // namespace tlog
