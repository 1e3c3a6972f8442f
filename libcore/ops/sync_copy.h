#pragma once
// Copies the tree of one checkpoint into the directory of a mirror, step by step, and publishes the checkpoint.

#include <atomic>
#include <functional>
#include <optional>
#include <span>
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

// What was looked for in vain, in one round.
struct SyncMissed {
  bool lies = false;
  std::optional<Error> unreadable;  // the first

  // A no was told by SyncReport::missed(); an error is, where it is the first, when the round ends. An error: busy.
  Status add(Result<bool> missed, SyncReport& report);
};

// What a run has for all of its rounds.
struct SyncRun {
  const SyncRequest& request;
  Host& host;
  SyncReport& report;
  SyncSources& sources;
  LogDir log;
  std::function<bool()> time_is_up;   // --max-seconds: nothing further is begun
  std::function<bool()> is_too_late;  // some seconds later: what is under way is given up
  std::atomic<bool>& abandon;         // what is being fetched is of no use any more
  uint64_t wait_seconds = 0;          // for the lock, in this round
  bool moved = false;                 // something was done in this run
  bool looked_again = false;          // for what is missing, in this round
  SyncMissed missed{};
  std::string yielded_to{};  // why it yielded: "signal", "time", "wanted", "sentinel"

  // Is what is under way given up? An error kBusy is no more than that then.
  bool is_stopped() const { return host.cancelled() || is_too_late(); }
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

  // The pin is the state's, or a later one: then it is shown first that the tree which is held is its beginning. What
  // is missing of what is held is looked for, once in a round, and told in SyncRun::missed where it is not found; all
  // the rest goes on, but the checkpoint is published only when nothing is missing.
  Result<SyncEnd> go_on();

 private:
  enum class Step { kDone, kStopped, kRefused };
  // Result<bool>: false is a definite no, which was told.
  Result<bool> settle(SyncStep step);
  Result<bool> begin();
  Result<bool> prove_beginning();
  Result<bool> choose_start();
  Result<bool> hold_what_is_published();
  Result<bool> compare_last_bundle();
  Result<bool> is_another_tree();
  struct Harvest;
  Result<Step> step();
  Result<Step> take(ProvenBundle bundle, Harvest& harvest);
  Result<Step> reap(uint64_t first, uint64_t end, Harvest& harvest);
  Status store(Harvest& harvest);
  Result<SyncEnd> publish();
  struct Look;
  Result<SyncEnd> look_again();
  Result<std::string> look_for_missing();
  Result<std::string> check();
  Result<uint64_t> look_at(uint64_t first, uint64_t end);
  bool nobody_answers() const;
  Status look_at_bundles(Look& look);
  Status look_taken(ProvenBundle bundle, Look& look);
  Status set_spoiled_aside(std::span<const TileId> mended);  // what was put into place, in order
  Status run_after_step(uint64_t next);

  SyncRun& run_;
  MirrorDir& mirror_;
  SyncState& state_;
  const Checkpoint pin_;
  const std::string note_;
  PinnedTree tree_;
  unsigned unanswered_ = 0;  // bundles that were looked for, one after the other
};

// Keeps a checkpoint that was refused, and our own, in `.tlog/evidence`; `kind` is "rollback" or "fork".
Status keep_evidence(const LogDir& log, std::string_view kind, const std::string& theirs, const std::string& ours);

}  // namespace tlog
