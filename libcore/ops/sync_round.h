#pragma once
// One round of a mirror: the directory is locked, what an earlier run began is brought to its end, and then the newest
// checkpoint of the log is copied, which is asked for once.

#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/sync_copy.h"

namespace tlog {

// Is this an error that may be gone the next time? What a server does not give now, a full disk and another process may
// pass: a wrong setting does not pass by itself.
bool may_pass(const Error& error);

class SyncRound {
 public:
  SyncRound(SyncRun& run, const Trust& trust) : run_(run), trust_(trust) {}

  Result<SyncEnd> run();
  // Says what would be fetched; changes nothing.
  Result<SyncEnd> plan();
  // How many objects those are, as far as it came.
  uint64_t wanted() const { return wanted_; }

  // What is held at the end, as far as it came; where it did not come to look, that is not known.
  bool has_looked() const { return has_looked_; }
  const SyncState& state() const { return state_; }
  const std::optional<Checkpoint>& pin() const { return pin_; }

 private:
  Status look();
  Result<std::optional<Checkpoint>> look_at_published(bool has_state);
  Status check_published(const Checkpoint& published) const;
  Status check_start(TreeSize size) const;  // usage: --start-at is behind the end
  Error nothing_to_check() const;
  Status choose_start();
  Result<CheckpointVerdict> judge(const std::string& note, bool* ahead) const;
  Result<Checkpoint> believe(const std::string& note, const std::string& name) const;
  Result<SyncEnd> work();
  Result<SyncEnd> conclude(Result<SyncEnd> end);
  Result<SyncEnd> stopped_or(Result<SyncEnd> end);
  Result<SyncEnd> list_wanted();
  void hint_at_empty_pin(const Result<SyncEnd>& end) const;
  Result<SyncEnd> finish_begun(MirrorDir& mirror);
  Result<SyncEnd> follow(MirrorDir& mirror);
  Result<SyncEnd> copy(MirrorDir& mirror, const Checkpoint& pin, const std::string& note);
  struct Candidate {
    std::string note;
    Checkpoint checkpoint;
  };
  // Nothing: refused, which was told.
  Result<std::optional<Candidate>> fetch_checkpoint();
  struct Refusal {
    std::string reason;
    bool is_fork = false;
    std::vector<std::string> smaller{};  // notes, of all sources that were asked
  };
  Result<std::optional<Candidate>> fetch_checkpoint_of(size_t source, Refusal& refusal);
  bool is_complete() const;

  SyncRun& run_;
  const Trust& trust_;
  SyncState state_;
  std::optional<Checkpoint> pin_;         // of state_
  std::optional<std::string> published_;  // the note in its place
  bool had_pin_ = false;                  // of an earlier run
  bool published_is_bad_ = false;         // and there is a pin to put in its stead
  bool has_looked_ = false;
  uint64_t wanted_ = 0;
};

}  // namespace tlog
