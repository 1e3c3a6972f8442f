// CasStore in a table of PostgreSQL, for the processes of several hosts. Each swap is one statement, which the server
// carries out while it holds the row: in READ COMMITTED, which is said for each transaction whatever the server is set
// to, one that had to wait for another's commit compares with what that one wrote. (Under stricter levels it would
// fail instead.) What a loser is told is read by a statement of its own: within the same statement he would see the
// table as it was when it began.
//
// The swaps of a call are one transaction, in the order of their keys, so that two calls never wait for each other in a
// circle; they go to the server in one piece (pipeline mode). After any error the connection is given up, and the next
// call makes a new one.
//
// No statement_timeout: it would end a commit's wait for a standby, and the server would call that a success. Locks
// have a limit on the server, and silence has one here.

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <tuple>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/store/cas_backend.h"
#include "libcore/store/postgres_session.h"

namespace tlog {

namespace {

constexpr int kLockMs = 5000;  // how long the server waits for a row that another holds
constexpr int kTries = 3;      // of a transaction that the server undid for the sake of another one
static_assert(kLockMs < kPostgresSilenceMs);

// A row whose columns from `first` on are value, version, updated_at. malformed: never written.
Result<CasRecord> record_in(const PGresult* answer, int first) {
  const auto number = [&](int column) {
    const auto parsed = parse_u64(libpq().PQgetvalue(answer, 0, column), INT64_MAX);
    return parsed ? int64_t(*parsed) : -1;
  };
  if (libpq().PQgetisnull(answer, 0, first) != 0) return Error(Errc::kMalformed, "holds a row without a value");
  const std::string_view value(libpq().PQgetvalue(answer, 0, first), size_t(libpq().PQgetlength(answer, 0, first)));
  return cas_record_of_row(value, number(first + 1), number(first + 2));
}

// Swaps by their key, those of one record in their order.
std::vector<size_t> order_by_key(std::span<const CasSwap> swaps) {
  std::vector<size_t> order(swaps.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::tie(swaps[a].owner, swaps[a].name) < std::tie(swaps[b].owner, swaps[b].name);
  });
  return order;
}

class PostgresStore final : public CasStore {
 public:
  PostgresStore(std::string place, PostgresOptions options, const CasTable& table)
      : place_(std::move(place)), options_(std::move(options)), table_(table) {}

  // Once there is a session, nothing is done. The table is made only by who said so when he opened the store: one that
  // is gone later is not to come back empty.
  Status connect(bool create);

  std::string name() const override { return place_; }
  Result<std::optional<CasRecord>> get(const std::string& owner, const std::string& name) override;
  Result<std::vector<CasOutcome>> swap(std::span<const CasSwap> swaps) override;
  Status list(const std::optional<std::string>& owner, const std::function<bool(const CasItem&)>& each) override;

 private:
  Status connect_now(bool create);
  Status check_settings(bool create);
  Status make_table();
  Status prepare_all();
  Result<std::optional<CasRecord>> read(const std::string& owner, const std::string& name);
  Result<std::optional<CasRecord>> receive_record();
  Result<std::vector<CasOutcome>> swap_all(std::span<const CasSwap> swaps);
  Status send_swap(const CasSwap& swap);
  Result<CasOutcome> receive_swap(const CasSwap& swap);
  Status commit();
  Status read_losers(std::span<const CasSwap> swaps, std::span<const size_t> losers, std::vector<CasOutcome>& outcomes);
  Status list_now(const std::optional<std::string>& owner, const std::function<bool(const CasItem&)>& each);

  std::string place_;
  PostgresOptions options_;
  CasTable table_;
  std::unique_ptr<PostgresSession> session_;
};

// Nothing that is called durable may be lost, by the server's settings or by the kind of the table; and what we rely on
// is set for the session, whatever is the default.
Status PostgresStore::check_settings(bool create) {
  TRY(const PostgresAnswer answer,
      session_->ask(fmt::format(
          "SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false), "
          "current_setting('fsync'), current_setting('full_page_writes'), pg_is_in_recovery(), getdatabaseencoding(), "
          "(SELECT relpersistence FROM pg_class WHERE oid = to_regclass('{0}')), "
          "EXISTS (SELECT FROM pg_index WHERE indrelid = to_regclass('{0}') AND indisunique AND indisvalid "
          "AND indpred IS NULL AND indnkeyatts = 2 AND (SELECT array_agg(attname::text) FROM pg_attribute "
          "WHERE attrelid = indrelid AND attnum = ANY (indkey)) @> ARRAY['{1}', '{2}']), "
          "set_config('default_transaction_isolation', 'read committed', false), "
          "set_config('default_transaction_read_only', 'off', false), "
          "set_config('lock_timeout', '{3}', false), set_config('statement_timeout', '0', false), "
          "set_config('idle_in_transaction_session_timeout', '{4}', false)",
          table_.table, table_.owner, table_.name, kLockMs, kPostgresSilenceMs)));
  const auto told = [&](int column) { return std::string_view(libpq().PQgetvalue(answer.get(), 0, column)); };
  const auto refused = [&](const std::string& why) { return Error(Errc::kConfig, place_ + ": " + why); };
  if (told(3) != "f") {
    return refused("is a standby, which cannot be written")
        .hint("target_session_attrs=read-write finds the primary among several hosts");
  }
  if (told(0) == "off" || told(0) == "local") {
    return refused(fmt::format("synchronous_commit is {}: what is committed there may be lost", told(0)))
        .hint("set it for the role or the database: ALTER ROLE ... SET synchronous_commit = on");
  }
  if (told(1) != "on") return refused("fsync is off: what is committed there may be lost");
  if (told(2) != "on") return refused("full_page_writes is off: a crash may damage what is committed there");
  if (told(4) != "UTF8") return refused(fmt::format("the database's encoding is {}, not UTF8", printable(told(4))));
  if (told(5).empty() && create) return make_table();
  if (told(5).empty()) return missing_cas_table(fmt::format("{}: has no table {}", place_, table_.table), table_);
  if (told(5) != "p") return refused(fmt::format("the table {} is emptied by a crash: it is unlogged", table_.table));
  if (told(6) != "t") {
    return refused(fmt::format("the table {} has no key of {} and {}", table_.table, table_.owner, table_.name));
  }
  return {};
}

// Under a lock of its own: two that make a table at once get in each other's way in spite of IF NOT EXISTS.
Status PostgresStore::make_table() {
  CHECK(session_->ask("BEGIN"));
  CHECK(session_->ask("SELECT pg_advisory_xact_lock(hashtext('tlog-tools'))"));
  CHECK(session_->ask(
      fmt::format("CREATE TABLE IF NOT EXISTS {0} ({1} TEXT COLLATE \"C\" NOT NULL, {2} TEXT COLLATE \"C\" NOT NULL, "
                  "{3} TEXT NOT NULL, version BIGINT NOT NULL DEFAULT 1, "
                  "updated_at TIMESTAMPTZ NOT NULL DEFAULT now(), PRIMARY KEY ({1}, {2}))",
                  table_.table, table_.owner, table_.name, table_.value)));
  CHECK(session_->ask("COMMIT"));
  return {};
}

// Statements by their names, as PostgreSQL keeps them for the session.
Status PostgresStore::prepare_all() {
  static constexpr std::pair<const char*, const char*> kStatements[] = {
      {"begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"},
      {"commit", "COMMIT"},
      {"read", "SELECT {4} FROM {0} WHERE {1} = $1 AND {2} = $2"},
      {"insert",
       "INSERT INTO {0} ({1}, {2}, {3}, version, updated_at) VALUES ($1, $2, $3, 1, now()) "
       "ON CONFLICT ({1}, {2}) DO NOTHING RETURNING {4}"},
      {"update",
       "UPDATE {0} SET {3} = $3, version = version + 1, updated_at = now() WHERE {1} = $1 AND {2} = $2 "
       "AND ($4::text IS NULL OR {3} = $4 COLLATE \"C\") AND ($5::bigint IS NULL OR version = $5) "
       "RETURNING {4}"},
      {"remove",
       "DELETE FROM {0} WHERE {1} = $1 AND {2} = $2 AND ($3::text IS NULL OR {3} = $3 COLLATE \"C\") "
       "AND ($4::bigint IS NULL OR version = $4) RETURNING {4}"},
      {"list", "SELECT {1}, {2}, {4} FROM {0} ORDER BY {1} COLLATE \"C\", {2} COLLATE \"C\""},
      {"list_owner", "SELECT {1}, {2}, {4} FROM {0} WHERE {1} = $1 ORDER BY {2} COLLATE \"C\""},
  };
  const std::string record = fmt::format(
      "{}, version, CASE WHEN isfinite(updated_at) THEN floor(extract(epoch FROM updated_at))::bigint ELSE -1 END",
      table_.value);
  for (const auto& [name, sql] : kStatements) {
    CHECK(session_->prepare(
        name, fmt::format(fmt::runtime(sql), table_.table, table_.owner, table_.name, table_.value, record)));
  }
  return {};
}

Status PostgresStore::connect_now(bool create) {
  TRY(session_, PostgresSession::connect(options_.get(), place_));
  CHECK(check_settings(create));
  return prepare_all();
}

Status PostgresStore::connect(bool create) {
  if (session_) return {};
  Status status = connect_now(create);
  if (!status) session_.reset();
  return status;
}

Result<std::optional<CasRecord>> PostgresStore::receive_record() {
  TRY(const PostgresAnswer answer, session_->receive());
  if (libpq().PQntuples(answer.get()) == 0) return std::optional<CasRecord>();
  auto record = record_in(answer.get(), 0);
  if (!record) return std::move(record).error().context(place_);
  return std::optional(*std::move(record));
}

Result<std::optional<CasRecord>> PostgresStore::read(const std::string& owner, const std::string& name) {
  CHECK(connect(false));
  CHECK(session_->send("read", {owner.c_str(), name.c_str()}));
  return receive_record();
}

Result<std::optional<CasRecord>> PostgresStore::get(const std::string& owner, const std::string& name) {
  CHECK(check_cas_names(owner, name));
  auto record = read(owner, name);
  if (!record) session_.reset();
  return record;
}

Status PostgresStore::send_swap(const CasSwap& swap) {
  const CasExpected& expected = swap.expected;
  const char *owner = swap.owner.c_str(), *name = swap.name.c_str();
  const std::string number = expected.version ? std::to_string(*expected.version) : "";
  const char* value = expected.value ? expected.value->c_str() : nullptr;
  const char* version = expected.version ? number.c_str() : nullptr;
  if (expected.absent() && !swap.value) return session_->send("read", {owner, name});
  if (expected.absent()) return session_->send("insert", {owner, name, swap.value->c_str()});
  if (!swap.value) return session_->send("remove", {owner, name, value, version});
  return session_->send("update", {owner, name, swap.value->c_str(), value, version});
}

Result<CasOutcome> PostgresStore::receive_swap(const CasSwap& swap) {
  CasOutcome outcome;
  TRY(outcome.current, receive_record());
  const bool looked = swap.expected.absent() && !swap.value;  // nothing was to be there, nor shall be
  outcome.won = outcome.current.has_value() != looked;
  if (!swap.value && outcome.won) outcome.current.reset();
  return outcome;
}

Status PostgresStore::commit() {
  TRY(const PostgresAnswer answer, session_->receive());
  if (std::string_view(libpq().PQcmdStatus(answer.get())) != "COMMIT") {
    return Error(Errc::kIo, place_ + ": the server undid the transaction");
  }
  if (session_->warned()) {
    return Error(Errc::kNetwork, place_ + ": the server gave up waiting for its standbys");
  }
  return {};
}

Status PostgresStore::read_losers(std::span<const CasSwap> swaps, std::span<const size_t> losers,
                                  std::vector<CasOutcome>& outcomes) {
  CHECK(session_->begin_pipeline());
  for (const size_t i : losers) CHECK(session_->send("read", {swaps[i].owner.c_str(), swaps[i].name.c_str()}));
  CHECK(session_->sync_pipeline());
  for (const size_t i : losers) {
    TRY(outcomes[i].current, receive_record());
  }
  return session_->end_pipeline();
}

// Losers are told what the store holds after all swaps; of a record that a later swap is about, what it held before.
Result<std::vector<CasOutcome>> PostgresStore::swap_all(std::span<const CasSwap> swaps) {
  CHECK(connect(false));
  const std::vector<size_t> order = order_by_key(swaps);
  const auto goes_on = [&](size_t at) {
    if (at + 1 == order.size()) return false;
    const CasSwap &swap = swaps[order[at]], &next = swaps[order[at + 1]];
    return swap.owner == next.owner && swap.name == next.name;
  };
  session_->clear_warning();
  CHECK(session_->begin_pipeline());
  CHECK(session_->send("begin", {}));
  for (size_t at = 0; at < order.size(); at++) {
    const CasSwap& swap = swaps[order[at]];
    CHECK(send_swap(swap));
    if (goes_on(at)) CHECK(session_->send("read", {swap.owner.c_str(), swap.name.c_str()}));
  }
  CHECK(session_->send("commit", {}));
  CHECK(session_->sync_pipeline());

  std::vector<CasOutcome> outcomes(swaps.size());
  std::vector<size_t> losers;
  CHECK(session_->receive());  // BEGIN
  for (size_t at = 0; at < order.size(); at++) {
    CasOutcome& outcome = outcomes[order[at]];
    TRY(outcome, receive_swap(swaps[order[at]]));
    if (goes_on(at)) {
      TRY(auto record, receive_record());
      if (!outcome.won) outcome.current = std::move(record);
    } else if (!outcome.won && !outcome.current) {
      losers.push_back(order[at]);
    }
  }
  CHECK(commit());
  CHECK(session_->end_pipeline());
  if (!losers.empty()) CHECK(read_losers(swaps, losers, outcomes));
  return outcomes;
}

Result<std::vector<CasOutcome>> PostgresStore::swap(std::span<const CasSwap> swaps) {
  CHECK(check_cas_swaps(swaps));
  if (swaps.empty()) return std::vector<CasOutcome>();
  for (int tries = 1;; tries++) {
    auto outcomes = swap_all(swaps);
    if (outcomes) return outcomes;
    const bool undone = session_ && session_->collided();
    session_.reset();
    if (!undone || tries == kTries) return outcomes;
  }
}

Status PostgresStore::list_now(const std::optional<std::string>& owner,
                               const std::function<bool(const CasItem&)>& each) {
  CHECK(connect(false));
  CHECK(owner ? session_->send("list_owner", {owner->c_str()}) : session_->send("list", {}));
  CHECK(session_->by_rows());
  while (true) {
    TRY(const PostgresAnswer row, session_->receive_row());
    if (!row) return {};
    auto record = record_in(row.get(), 2);
    if (!record) return std::move(record).error().context(place_);
    if (each({libpq().PQgetvalue(row.get(), 0, 0), libpq().PQgetvalue(row.get(), 0, 1), *std::move(record)})) continue;
    session_.reset();  // the other rows are not wanted
    return {};
  }
}

Status PostgresStore::list(const std::optional<std::string>& owner, const std::function<bool(const CasItem&)>& each) {
  if (owner) CHECK(check_cas_names(*owner, "any"));
  Status status = list_now(owner, each);
  if (!status) session_.reset();
  return status;
}

}  // namespace

Result<std::unique_ptr<CasStore>> open_cas_postgres(const std::string& conninfo, const CasTable& table, bool create) {
  TRY(PostgresOptions options, parse_postgres_options(conninfo));
  const bool is_url = conninfo.starts_with("postgres://") || conninfo.starts_with("postgresql://");
  const std::string place = is_url ? conninfo : "postgres:" + conninfo;
  auto store = std::make_unique<PostgresStore>(printable(place, 4096), std::move(options), table);
  CHECK(store->connect(create));
  return std::unique_ptr<CasStore>(std::move(store));
}

}  // namespace tlog
