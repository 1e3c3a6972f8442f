#include "libcore/store/postgres_session.h"

#include <fmt/core.h>
#include <poll.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "libcore/base/text.h"

namespace tlog {

namespace {

// The kind of failure that an SQLSTATE is, by itself or by its class (PostgreSQL, appendix A).
Errc kind_of_state(std::string_view state) {
  static constexpr std::pair<std::string_view, Errc> kKinds[] = {
      {"57P03", Errc::kBusy},       // it starts up, or shuts down
      {"57014", Errc::kBusy},       // cancelled
      {"57P", Errc::kNetwork},      // it went away
      {"08", Errc::kNetwork},       // the connection
      {"55P03", Errc::kBusy},       // a lock
      {"40", Errc::kBusy},          // another transaction went first
      {"25P03", Errc::kBusy},       // we were too slow
      {"53100", Errc::kIo},         // a full disk
      {"53", Errc::kBusy},          // no memory, no connections
      {"58", Errc::kIo},            // its files
      {"XX001", Errc::kMalformed},  // damaged
      {"XX002", Errc::kMalformed},  // a damaged index
      {"22001", Errc::kConfig},     // a column that is too narrow
      {"22", Errc::kMalformed},     // a value that is none
      {"28", Errc::kDenied},        // who we are
      {"42501", Errc::kDenied},     // what we may do
      {"25006", Errc::kConfig},     // read only
      {"42", Errc::kConfig},        // a table or a column that is not as we say
      {"23", Errc::kConfig},        // one that says more than we do
      {"26", Errc::kConfig},        // a pooler that hands out one session to several
      {"3D", Errc::kConfig},        // no such database
      {"3F", Errc::kConfig},        // no such schema
  };
  for (const auto& [prefix, kind] : kKinds) {
    if (state.starts_with(prefix)) return kind;
  }
  return Errc::kIo;
}

std::string first_line(std::string_view text) { return printable(text.substr(0, text.find('\n')), 1000); }

// The SQLSTATE in "FATAL:  57P03: the database system is starting up"; empty where there is none.
std::string_view state_in(std::string_view message) {
  constexpr std::string_view kBefore = ":  ";
  constexpr size_t kStateBytes = 5;
  const size_t at = message.find(kBefore);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = message.substr(at + kBefore.size());
  return rest.substr(kStateBytes).starts_with(':') ? rest.substr(0, kStateBytes) : std::string_view();
}

// Nobody's terminal; but a warning may say that a commit is less than it seems.
void take_notice(void* warned, const PGresult* notice) {
  const char* severity = libpq().PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && std::string_view(severity) == "WARNING") *static_cast<bool*>(warned) = true;
}

}  // namespace

Result<PostgresOptions> parse_postgres_options(const std::string& conninfo) {
  CHECK(load_libpq());
  PostgresOptions options(libpq().PQconninfoParse(conninfo.c_str(), nullptr));
  if (!options) {
    return Error(Errc::kUsage, "postgres: no conninfo of libpq follows")
        .hint("postgres:'host=db.example dbname=logs', postgres:service=NAME or postgres://USER@HOST/DATABASE");
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; option++) {
    if (option->val == nullptr) continue;
    const std::string_view keyword(option->keyword), value(option->val);
    // For some programs of PostgreSQL it would be one, with all that belongs there.
    if (keyword == "dbname" && (value.find('=') != value.npos || value.find("://") != value.npos)) {
      return Error(Errc::kUsage, "postgres: dbname in the conninfo is a conninfo, not the name of a database");
    }
    if (std::string_view(option->dispchar) != "*") continue;
    return Error(Errc::kUsage,
                 fmt::format("postgres: {} in the conninfo, where all users of this host can read it", keyword))
        .hint("put it into .pgpass, PGPASSFILE or a service file");
  }
  return options;
}

Error PostgresSession::lost() const {
  return Error(Errc::kNetwork, fmt::format("{}: {}", place_, first_line(libpq().PQerrorMessage(db_))));
}

Error PostgresSession::fault(const PGresult* answer) {
  const char* state = libpq().PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  const char* message = libpq().PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
  if (state == nullptr) return lost();
  const std::string_view code(state);
  collided_ = code == "40001" || code == "40P01";
  Error error(kind_of_state(code), fmt::format("{}: {} (SQLSTATE {})", place_,
                                               first_line(message == nullptr ? "failed" : message), printable(code)));
  return code == "53100" ? std::move(error).hint("make room") : error;
}

// False: the limit is over before the connection is ready for one of these.
Result<bool> PostgresSession::ready(short events, int limit_ms) const {
  pollfd polled{libpq().PQsocket(db_), events, 0};
  const int count = ::poll(&polled, 1, limit_ms);
  if (count >= 0) return count > 0;
  // Only a signal that asks us to stop interrupts a call.
  if (errno == EINTR) return Error(Errc::kBusy, place_ + ": interrupted before the answer");
  return Error(Errc::kNetwork, fmt::format("{}: {}", place_, std::strerror(errno)));
}

Status PostgresSession::dial(const PQconninfoOption* options) {
  std::vector<const char*> keys = {"fallback_application_name"}, values = {"tlog-tools"};
  for (const PQconninfoOption* option = options; option->keyword != nullptr; option++) {
    if (option->val == nullptr) continue;
    keys.push_back(option->keyword);
    values.push_back(option->val);
  }
  keys.insert(keys.end(), {"client_encoding", nullptr});
  values.insert(values.end(), {"UTF8", nullptr});
  db_ = libpq().PQconnectStartParams(keys.data(), values.data(), 0);
  if (db_ == nullptr) return Error(Errc::kNetwork, place_ + ": no memory for a connection");
  libpq().PQsetNoticeReceiver(db_, take_notice, &warned_);
  libpq().PQsetErrorVerbosity(db_, PQERRORS_VERBOSE);  // with the SQLSTATE
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPostgresConnectMs);
  auto next_step = libpq().PQstatus(db_) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (next_step == PGRES_POLLING_READING || next_step == PGRES_POLLING_WRITING) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    TRY(const bool in_time, ready(next_step == PGRES_POLLING_READING ? POLLIN : POLLOUT, left > 0 ? int(left) : 0));
    if (!in_time) {
      return Error(Errc::kNetwork, fmt::format("{}: no connection within {} s", place_, kPostgresConnectMs / 1000));
    }
    next_step = libpq().PQconnectPoll(db_);
  }
  if (next_step == PGRES_POLLING_OK) return done(libpq().PQsetnonblocking(db_, 1) + 1);
  const std::string message = libpq().PQerrorMessage(db_);
  const std::string_view state = state_in(message);
  const Errc kind = state.empty() ? Errc::kNetwork : kind_of_state(state);
  Error error(libpq().PQconnectionNeedsPassword(db_) != 0 ? Errc::kDenied : kind,
              fmt::format("{}: {}", place_, first_line(message)));
  if (error.code() != Errc::kDenied) return error;
  return std::move(error).hint("a password comes from .pgpass, PGPASSFILE or a service file");
}

Result<std::unique_ptr<PostgresSession>> PostgresSession::connect(const PQconninfoOption* options,
                                                                  const std::string& place) {
  std::unique_ptr<PostgresSession> session(new PostgresSession(place));
  CHECK(session->dial(options));
  return session;
}

// The next answer to what was sent; null behind the last one of a statement.
Result<PostgresAnswer> PostgresSession::next() {
  while (true) {
    const int unsent = libpq().PQflush(db_);
    if (unsent < 0) return lost();
    if (libpq().PQisBusy(db_) == 0) return PostgresAnswer(libpq().PQgetResult(db_));
    TRY(const bool in_time, ready(unsent > 0 ? POLLIN | POLLOUT : POLLIN, kPostgresSilenceMs));
    if (!in_time) {
      return Error(Errc::kNetwork, fmt::format("{}: no answer for {} s", place_, kPostgresSilenceMs / 1000));
    }
    if (libpq().PQconsumeInput(db_) == 0) return lost();
  }
}

Result<PostgresAnswer> PostgresSession::receive() {
  TRY(PostgresAnswer answer, next());
  const auto status = libpq().PQresultStatus(answer.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) return fault(answer.get());
  TRY(const PostgresAnswer end, next());
  if (end) return fault(end.get());
  return answer;
}

Result<PostgresAnswer> PostgresSession::receive_row() {
  TRY(PostgresAnswer answer, next());
  const auto status = libpq().PQresultStatus(answer.get());
  if (status == PGRES_SINGLE_TUPLE) return answer;
  if (status != PGRES_TUPLES_OK) return fault(answer.get());
  TRY(const PostgresAnswer end, next());
  if (end) return fault(end.get());
  return PostgresAnswer();
}

Status PostgresSession::prepare(const char* name, const std::string& sql) {
  CHECK(done(libpq().PQsendPrepare(db_, name, sql.c_str(), 0, nullptr)));
  CHECK(receive());
  return {};
}

Status PostgresSession::send(const char* statement, std::initializer_list<const char*> values) {
  return done(libpq().PQsendQueryPrepared(db_, statement, int(values.size()), values.begin(), nullptr, nullptr, 0));
}

Result<PostgresAnswer> PostgresSession::ask(const std::string& sql) {
  CHECK(done(libpq().PQsendQueryParams(db_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0)));
  return receive();
}

Status PostgresSession::begin_pipeline() { return done(libpq().PQenterPipelineMode(db_)); }
Status PostgresSession::sync_pipeline() { return done(libpq().PQpipelineSync(db_)); }

Status PostgresSession::end_pipeline() {
  TRY(const PostgresAnswer answer, next());
  if (libpq().PQresultStatus(answer.get()) != PGRES_PIPELINE_SYNC) return fault(answer.get());
  return done(libpq().PQexitPipelineMode(db_));
}

Status PostgresSession::by_rows() { return done(libpq().PQsetSingleRowMode(db_)); }

}  // namespace tlog
