#pragma once
// A witness, C2SP tlog-witness: it cosigns a checkpoint only after it has swapped what it remembers of the log for that
// checkpoint, durably, and the swap is won by one request alone. So however many requests, processes and hosts share
// the state, no two roots of one size are ever cosigned; nor is one whose tree did not grow out of the last.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/note/cosigner.h"
#include "libcore/proof/witness_judge.h"
#include "libcore/store/cas_access.h"

namespace tlog {

// Where a witness keeps its state: (name of its key, origin of the log) -> proof/witness_state.h.
constexpr CasTable kWitnessTable = {"witness_state", "witness", "origin", "state"};

struct WitnessAnswer {
  WitnessStatus status = WitnessStatus::kMalformed;
  std::string reason;                     // of a refusal, for people
  std::string origin;                     // of the request; empty where it could not be read
  std::optional<uint64_t> tree_size;      // of the request
  std::optional<uint64_t> cosigned_size;  // of a conflict: what the witness cosigned last
  std::optional<uint64_t> time;           // of the cosignature
  std::string signatures;                 // the lines, where it is cosigned
  std::optional<Error> error;             // of the state, where it is unavailable
};

class Witness {
 public:
  using Clock = std::function<uint64_t()>;  // seconds since the Epoch

  // All of them outlive the witness. config: an origin is too long to be a name in the store.
  static Result<std::unique_ptr<Witness>> make(const Cosigner& cosigner, const WitnessedLogs& logs, CasAccess& store,
                                               Clock clock);

  // From any thread, if the store may be used so.
  WitnessAnswer add_checkpoint(std::string_view body);

  // The checkpoint that was cosigned last, with the cosignature that was returned; nothing where there is none. Errors
  // of CasStore; config: the state is not what a witness wrote.
  Result<std::optional<std::string>> checkpoint(const std::string& origin);

  const WitnessedLogs& logs() const { return logs_; }

 private:
  // What the store holds, or held: a guess that saves reading it. Only a swap that expects it tells whether it still
  // does, and only what was read anew is a reason to refuse.
  struct Known {
    std::optional<std::string> value;
    std::optional<WitnessState> state;  // of the value
    uint64_t version = 0;
    bool durable = false;  // we have waited for the disk with it
  };
  using KnownState = std::shared_ptr<const Known>;

  Witness(const Cosigner& cosigner, const WitnessedLogs& logs, CasAccess& store, Clock clock)
      : cosigner_(cosigner), logs_(logs), store_(store), clock_(std::move(clock)) {}

  KnownState known(const std::string& origin) const;
  KnownState remember(const std::string& origin, Known known);
  void forget(const std::string& origin);
  uint64_t highest_version(const std::string& origin) const;
  Result<KnownState> understand(const std::string& origin, const std::optional<CasRecord>& record, bool durable,
                                uint64_t not_below);
  Result<KnownState> read(const std::string& origin);
  struct Swapped {
    bool won = false;
    KnownState now;
  };
  Result<Swapped> swap(const std::string& origin, const KnownState& from, const WitnessState& to);
  Result<WitnessAnswer> grow(const OpenedRequest& request, WitnessAnswer answer);
  std::string signature_line(const WitnessState& state) const;

  const Cosigner& cosigner_;
  const WitnessedLogs& logs_;
  CasAccess& store_;
  Clock clock_;
  mutable std::mutex mutex_;
  // By origin; of known logs only.
  std::map<std::string, KnownState> known_;
  std::map<std::string, uint64_t> highest_version_;  // that was seen: a state that is older was put back
};

}  // namespace tlog
