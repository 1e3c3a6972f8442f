#pragma once
// A durable compare-and-swap of small records: the one place where several writers agree. A witness keeps the last
// checkpoint of each log in it, root-cas the root of a bucket.
//
// A record is found by two names, (owner, name); it has a value and a version that counts its swaps from 1. A swap is
// won by at most one of those that expect the same record, whatever the number of threads, processes and hosts on one
// store, and it is durable before its answer is known.
//
// Two backends: SQLite for one host (one file beside its -wal and -shm), PostgreSQL for several. The table may have the
// names of another program's (CasTable), so that both work on one.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libcore/base/result.h"

namespace tlog {

constexpr size_t kMaxCasNameBytes = 1024;              // of an owner, of a name: UTF-8, without NUL, not empty
constexpr size_t kMaxCasValueBytes = size_t{1} << 20;  // of a value: UTF-8, without NUL
constexpr size_t kMaxCasBatch = 1024;                  // swaps in one call

// The names of a table and of its columns, as plain lower-case SQL names. Two more columns are always `version` and
// `updated_at`, and the key is (owner, name).
struct CasTable {
  const char* table;
  const char* owner;
  const char* name;
  const char* value;
  const char* made_by = "";  // the command that makes it, for a hint: "root-cas init"
};

struct CasRecord {
  std::string value;
  uint64_t version = 0;
  uint64_t updated_at = 0;  // seconds since the Epoch, by the clock of the store
};

// What the store must hold for a swap to be won: no record, or one with this value, with this version, or with both.
struct CasExpected {
  std::optional<std::string> value;
  std::optional<uint64_t> version;
  bool absent() const { return !value && !version; }
};

// From what is expected to the new value; without one the record is removed.
struct CasSwap {
  std::string owner;
  std::string name;
  CasExpected expected;
  std::optional<std::string> value;
};

// Won, with the record as it is now; or lost, with the record that the store holds (none: there is none). A lost swap
// changed nothing.
struct CasOutcome {
  bool won = false;
  std::optional<CasRecord> current;
};

struct CasItem {
  std::string owner;
  std::string name;
  CasRecord record;
};

// Errors of all calls. network: the store does not answer. busy: it is locked by another, longer than the limit on
// waiting; the same call may be repeated. io: it cannot be written (a full disk). malformed: what it holds is not what
// this program wrote. config: it has no such table, or its settings lose what they said was durable. denied:
// permission. usage: a name or a value beyond the limits above. After an error of swap() it is not known whether its
// swaps were done: get() tells.
class CasStore {
 public:
  virtual ~CasStore() = default;

  // As the user named it, without secrets: "sqlite:roots.db".
  virtual std::string name() const = 0;

  virtual Result<std::optional<CasRecord>> get(const std::string& owner, const std::string& name) = 0;

  // Many swaps, in this order, with one wait for the disk: each is won or lost on its own, but an error is one of all,
  // and then none of those of this call was answered as won. Two swaps of one record in one call follow each other.
  virtual Result<std::vector<CasOutcome>> swap(std::span<const CasSwap> swaps) = 0;

  // The records of an owner, or all, ordered by owner and name (bytes). False from `each` ends it.
  virtual Status list(const std::optional<std::string>& owner, const std::function<bool(const CasItem&)>& each) = 0;
};

// `place` is sqlite:FILE or postgres:CONNINFO. A store is used by one thread at a time; several may be opened on one
// place. With `create` the table (and for SQLite the file) is made where it is missing; else it must be there: config,
// with a hint. usage: no such kind of place, or a secret in it. The settings that durability needs are checked.
Result<std::unique_ptr<CasStore>> open_cas_store(const std::string& place, const CasTable& table, bool create);

}  // namespace tlog
