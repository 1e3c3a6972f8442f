#include "libcore/os/lock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

#include "libcore/base/number.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kMaxHolderBytes = 32;

Error busy(const std::string& path) {
  std::string holder = "another process";
  if (auto text = read_file(path, kMaxHolderBytes)) {
    while (!text->empty() && text->back() == '\n') text->pop_back();
    const auto pid = parse_u64(*text, std::numeric_limits<pid_t>::max());
    // Where it has ended, what it started may have the descriptor still, or a shell took the lock with flock(1).
    const bool ended = pid && ::kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH;
    if (pid && !ended) holder = "process " + *text;
  }
  return Error(Errc::kBusy, printable(path, 4096) + ": " + holder + " holds the lock")
      .hint("run it again later, or with --wait SECONDS");
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path, uint64_t wait_seconds, const std::function<bool()>& give_up) {
  return retry_while_busy(wait_seconds, give_up, [&] { return try_take(path); });
}

Result<FileLock> FileLock::try_take(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return errno_error(path, errno);
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return busy(path);
    if (errno != EINTR) return errno_error(path, errno);
  }
  const std::string holder = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd.get(), 0) != 0) return errno_error(path, errno);
  CHECK(write_all(fd.get(), holder, path));
  return FileLock(std::move(fd));
}

}  // namespace tlog
