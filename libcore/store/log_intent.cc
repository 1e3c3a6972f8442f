#include "libcore/store/log_intent.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace tlog {

namespace {

// For writing, because a network file system gives nothing else a lock that excludes others; without a wait if it is a
// pipe.
constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;

// False: somebody else has it.
Result<bool> lock(const Fd& fd, int how, const std::string& path) {
  while (::flock(fd.get(), how | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) return errno_error(path, errno);
  }
  return true;
}

}  // namespace

Result<std::optional<LogIntent>> LogIntent::raise(const LogDir& log) {
  const std::string path = log.want();
  Fd fd(::open(path.c_str(), kFlags | O_CREAT, 0600));
  if (!fd) return errno_error(path, errno);
  TRY(const bool raised, lock(fd, LOCK_SH, path));
  if (!raised) return std::optional<LogIntent>();
  return std::optional<LogIntent>(LogIntent(std::move(fd)));
}

Result<bool> somebody_wants(const LogDir& log) {
  const std::string path = log.want();
  const Fd fd(::open(path.c_str(), kFlags));
  if (!fd && errno == ENOENT) return false;
  if (!fd) return errno_error(path, errno);
  TRY(const bool alone, lock(fd, LOCK_EX, path));
  // Now, and not when a child of another thread has closed its copy of the descriptor, too.
  if (alone) ::flock(fd.get(), LOCK_UN);
  return !alone;
}

}  // namespace tlog
