#include "libcore/ops/yield_for.h"

#include <array>

#include "libcore/base/text.h"
#include "libcore/os/file.h"
#include "libcore/os/run_command.h"
#include "libcore/store/log_dir.h"
#include "libcore/store/log_lock.h"

namespace tlog {

Result<Verdict> yield_for(const YieldForRequest& request, Host& host) {
  const LogDir log{request.log};
  TRY(const FileKind published, kind_of(log.checkpoint()));
  TRY(const FileKind state, kind_of(log.state()));
  if (published == FileKind::kNothing && state == FileKind::kNothing) {
    return Error(Errc::kNotFound, printable(log.path, 4096) + ": holds no log").hint("tlog-sync makes a mirror there");
  }
  CHECK(make_directories(log.state(), 0700));
  const auto cancelled = [&] { return host.cancelled(); };
  auto lock = keep_mirrors_away(log, 0, cancelled);
  if (!lock && lock.error().code() == Errc::kBusy && request.wait_seconds != 0) {
    host.note(lock.error().message() + "; it is asked to yield");
    lock = keep_mirrors_away(log, request.wait_seconds.value_or(UINT64_MAX), cancelled);
  }
  CHECK(lock ? Status() : Status(std::move(lock).error()));
  const std::array<int, 1> keeps = {lock->descriptor()};
  TRY(const CommandEnd end, run_command(request.command, keeps, cancelled));
  host.end_with({.status = end.status, .signal = end.signal});
  return Verdict::kYes;
}

}  // namespace tlog
