#pragma once
// One connection to a PostgreSQL server: what is sent and received over it never waits without a limit, and every
// failure has its kind by its SQLSTATE. After any error it is good for nothing but being destroyed.

#include <initializer_list>
#include <memory>
#include <string>

#include "libcore/base/result.h"
#include "libcore/store/libpq.h"

namespace tlog {

constexpr int kPostgresSilenceMs = 15'000;  // how long a server may say nothing
constexpr int kPostgresConnectMs = 10'000;

struct ClearPostgresAnswer {
  void operator()(PGresult* answer) const { libpq().PQclear(answer); }
};
using PostgresAnswer = std::unique_ptr<PGresult, ClearPostgresAnswer>;

struct FreePostgresOptions {
  void operator()(PQconninfoOption* options) const { libpq().PQconninfoFree(options); }
};
using PostgresOptions = std::unique_ptr<PQconninfoOption, FreePostgresOptions>;

// usage: not a conninfo, or one with a secret in it (it comes from argv). No message quotes from it.
Result<PostgresOptions> parse_postgres_options(const std::string& conninfo);

class PostgresSession {
 public:
  // Connects as the options have it; `place` is for messages. Network, denied, busy, config.
  static Result<std::unique_ptr<PostgresSession>> connect(const PQconninfoOption* options, const std::string& place);
  ~PostgresSession() { libpq().PQfinish(db_); }
  PostgresSession(const PostgresSession&) = delete;
  PostgresSession& operator=(const PostgresSession&) = delete;

  // What is sent is answered in its order. Statements have the names that prepare() gave them; a null value is NULL.
  Status prepare(const char* name, const std::string& sql);
  Status send(const char* statement, std::initializer_list<const char*> values);
  // Between these two, many statements are sent in one piece. The end waits for the server to be through.
  Status begin_pipeline();
  Status sync_pipeline();
  Status end_pipeline();
  // The answers come row by row, from the statement that was sent last.
  Status by_rows();

  // The answer of one statement. Errors of the server are ours.
  Result<PostgresAnswer> receive();
  // The next row, or null behind the last one.
  Result<PostgresAnswer> receive_row();
  // Sends one statement and receives its answer.
  Result<PostgresAnswer> ask(const std::string& sql);

  // The server warned since the last call of clear_warning().
  bool warned() const { return warned_; }
  void clear_warning() { warned_ = false; }
  // The error was for the sake of another transaction (SQLSTATE 40001, 40P01): ours was undone.
  bool collided() const { return collided_; }

 private:
  explicit PostgresSession(const std::string& place) : place_(place) {}
  Status dial(const PQconninfoOption* options);
  Result<bool> ready(short events, int limit_ms) const;
  Result<PostgresAnswer> next();
  Status done(int code) const { return code == 1 ? Status() : Status(lost()); }
  Error lost() const;
  Error fault(const PGresult* answer);

  std::string place_;
  PGconn* db_ = nullptr;
  bool warned_ = false, collided_ = false;
};

}  // namespace tlog
