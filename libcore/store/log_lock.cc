#include "libcore/store/log_lock.h"

#include <optional>
#include <string>

#include "libcore/store/log_intent.h"

namespace tlog {

namespace {

Result<FileLock> take_with_intent(const LogDir& log, const std::string& path, uint64_t wait_seconds,
                                  const std::function<bool()>& give_up) {
  auto at_once = FileLock::try_take(path);
  if (at_once || at_once.error().code() != Errc::kBusy || wait_seconds == 0) return at_once;
  std::optional<LogIntent> intent;
  return retry_while_busy(wait_seconds, give_up, [&]() -> Result<FileLock> {
    if (!intent) {
      TRY(intent, LogIntent::raise(log));
    }
    return FileLock::try_take(path);
  });
}

}  // namespace

Result<FileLock> take_log_lock(const LogDir& log, uint64_t wait_seconds, const std::function<bool()>& give_up) {
  return take_with_intent(log, log.lock(), wait_seconds, give_up);
}

Result<FileLock> keep_mirrors_away(const LogDir& log, uint64_t wait_seconds, const std::function<bool()>& give_up) {
  return take_with_intent(log, log.sync_lock(), wait_seconds, give_up);
}

Result<MirrorLocks> take_mirror_locks(const LogDir& log, uint64_t wait_seconds, const std::function<bool()>& give_up) {
  return retry_while_busy(wait_seconds, give_up, [&]() -> Result<MirrorLocks> {
    TRY(FileLock sync, FileLock::try_take(log.sync_lock()));
    TRY(FileLock lock, FileLock::try_take(log.lock()));
    return MirrorLocks{std::move(sync), std::move(lock)};
  });
}

}  // namespace tlog
