#pragma once
// Copies the tree of one checkpoint into the directory of a mirror, step by step, and publishes the checkpoint.

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/host.h"
#include "libcore/ops/sync.h"
#include "libcore/ops/sync_report.h"
#include "libcore/ops/sync_sources.h"
#include "libcore/ops/sync_tree.h"
#include "libcore/store/log_dir.h"
#include "libcore/store/mirror_dir.h"
#include "libcore/store/sync_state.h"

namespace tlog {

// What a run has for all of its rounds.
struct SyncRun {
  const SyncRequest& request;
  Host& host;
  SyncReport& report;
  SyncSources& sources;
  LogDir log;
  std::function<bool()> time_is_up;  // --max-seconds
  std::atomic<bool>& abandon;        // what is being fetched is of no use any more
  bool moved = false;                // something was done in this run
  std::string yielded_to{};          // why it yielded: "signal", "time", "wanted", "sentinel"
};

// Who wants the directory, or that it is time to end, as SyncRun::yielded_to has it; empty: nobody. The lock is held.
Result<std::string> why_yield(const SyncRun& run);

enum class SyncEnd { kComplete, kYielded, kRefused };

class SyncCopy {
 public:
  // `pin` is what `note` says. `state` is what the directory has; it is brought up to date.
  SyncCopy(SyncRun& run, MirrorDir& mirror, SyncState& state, const Checkpoint& pin, std::string note)
      : run_(run),
        mirror_(mirror),
        state_(state),
        pin_(pin),
        note_(std::move(note)),
        tree_(pin.size, pin.root, run.sources, mirror, static_cast<unsigned>(run.request.jobs)) {}

  // The pin is the state's, or a later one: then it is shown first that the tree which is held is its beginning.
  Result<SyncEnd> go_on();

 private:
  enum class Step { kDone, kStopped, kRefused };
  // Result<bool>: false is a definite no, which was told.
  Result<bool> settle(SyncStep step);
  Result<bool> begin();
  Result<bool> prove_beginning();
  Result<bool> choose_start();
  Result<bool> compare_last_bundle();
  Result<bool> is_another_tree();
  struct Harvest;
  Result<Step> step();
  Result<Step> take(ProvenBundle bundle, Harvest& harvest);
  Result<Step> reap(uint64_t first, uint64_t end, Harvest& harvest);
  Status store(Harvest& harvest);
  Result<SyncEnd> publish();
  struct Unmended;
  Status check_step(uint64_t first, uint64_t last, Unmended& unmended);
  Result<SyncEnd> check_on(Result<Step> first_failure);
  Status look_after_step(uint64_t begin);

  SyncRun& run_;
  MirrorDir& mirror_;
  SyncState& state_;
  const Checkpoint pin_;
  const std::string note_;
  PinnedTree tree_;
  std::optional<uint64_t> check_from_;  // an object before this bundle could not be had
};

// Keeps a checkpoint that was refused, and our own, in `.tlog/evidence`; `kind` is "rollback" or "fork".
Status keep_evidence(const LogDir& log, std::string_view kind, const std::string& theirs, const std::string& ours);

}  // namespace tlog
