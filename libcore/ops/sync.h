#pragma once
// Keeps a verified mirror of a log in a directory: DIR gets what the log serves, object by object, each proved to be of
// the tree that a trusted checkpoint signs before it gets its name, and that checkpoint last.
//
// The work is done in small durable steps. After each one it looks whether somebody else wants the directory, and
// yields; the next run goes on where this one stopped, and fetches nothing twice. What is smaller than what is held, or
// another tree, is refused.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"

namespace tlog {

constexpr uint64_t kSyncEvery = 65'536;  // entries in a step
constexpr uint64_t kMaxSyncJobs = 128;   // requests at once
constexpr uint64_t kDefaultSyncJobs = 4;

struct SyncRequest {
  std::string log;                   // the directory
  std::vector<std::string> sources;  // directories or URLs of the same log
  TrustRequest trust;
  HttpOptions http;
  uint64_t per_second = 0;  // requests that are begun in a second, at most; 0: as many as come
  uint64_t jobs = kDefaultSyncJobs;
  uint64_t every = kSyncEvery;
  std::optional<uint64_t> start_at;  // hold no entries before the bundle of this one
  bool check = false;                // look at everything that is there once more, and mend it
  bool dry_run = false;              // say what would be fetched
  bool watch = false;                // again and again
  uint64_t interval_seconds = 60;    // between two rounds
  std::optional<uint64_t> max_seconds;
  uint64_t yield_status = 0;
  bool prune_partials = false;
  std::optional<std::string> at_checkpoint;  // a command, after each step
  bool sync_each = false;
  uint64_t wait_seconds = 0;
};

// Emits a `pin` record for each checkpoint that is copied, a `batch` record for each step, `bad_object` and
// `unreadable_object` for what a source did wrong, `quarantined` for what was bad in DIR, `published` when the
// checkpoint is, and the summary. What is held and turns out to be missing, and is not to be had, keeps the checkpoint
// from being published, and nothing else. A dry run emits `wanted_object` records and the summary.
// No: a source lacks an object of its own tree, or has a wrong one, and no other source helps; the checkpoint is not by
// whom the user believes; rollback or fork: the refused checkpoint is kept in `.tlog/evidence`. What was verified
// stays. busy: the lock. config: another log's directory. cannot_create: a log of its own is there.
Result<Verdict> sync_log(const SyncRequest& request, Host& host);

}  // namespace tlog
