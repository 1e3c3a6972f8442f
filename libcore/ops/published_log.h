#pragma once
// The checkpoint that a log has signed last, on its way to those who read it: tlog-publish's side of the log.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/host.h"
#include "libcore/os/lock.h"
#include "libcore/store/log_dir.h"

namespace tlog {

// What is to be published, as it was under the lock.
struct PendingCheckpoint {
  std::string note;  // as the log signed it
  UnverifiedNote parsed;
  Checkpoint checkpoint;
  std::optional<std::string> published;  // the note that readers find
  Checkpoint published_tree{};

  TreeSize size() const { return checkpoint.size; }
  bool is_published() const { return published && published_tree.size == size(); }
};

class PublishedLog {
 public:
  // `trust` has the log's keys and its origin; its witnesses are not looked at here. `wait_seconds` is for the lock.
  PublishedLog(LogDir log, Trust trust, uint64_t wait_seconds, Host& host);

  // What was signed last, once all that it commits to at the edge of the log is in its place and proved. Nothing: the
  // log is not what was signed; that was told, with a bad_object record. not_found: nothing was signed here. config:
  // not by a log that is trusted. busy: another process works on the log. `claim` makes `.tlog/publish`; it is called
  // with the lock held, so that no append publishes from then on.
  Result<std::optional<PendingCheckpoint>> begin(const std::function<Status()>& claim);
  // Has another checkpoint been signed since this one?
  Result<bool> has_changed(const PendingCheckpoint& pending) const;
  // An append takes partial objects of an older size away; then `fault` ("logs/r/tile/0/000: is missing") is none.
  // True: it is one, and was told.
  Result<bool> judge_fault(const PendingCheckpoint& pending, std::string fault);
  // Replaces the published checkpoint. False: another one was signed meanwhile; nothing is done, since the partial
  // objects of a size that was passed over may be gone.
  Result<bool> publish(const PendingCheckpoint& pending, const std::string& note);

 private:
  Result<FileLock> take_lock() const;
  Result<std::optional<PendingCheckpoint>> look();
  void refuse(const std::string& object, const std::string& reason);
  Result<bool> complete(const PendingCheckpoint& pending);
  void warn_of_loss(const PendingCheckpoint& pending, const std::string& note);
  Status settle(TreeSize published) const;

  const LogDir log_;
  Trust trust_;
  const uint64_t wait_seconds_;
  Host& host_;
};

}  // namespace tlog
