#include "libcore/os/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "libcore/base/number.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kMaxHolderBytes = 32;
constexpr auto kRetryEvery = std::chrono::milliseconds(50);

Error busy(const std::string& path) {
  std::string holder = "another process";
  if (auto text = read_file(path, kMaxHolderBytes)) {
    while (!text->empty() && text->back() == '\n') text->pop_back();
    if (parse_u64(*text)) holder = "process " + *text;
  }
  return Error(Errc::kBusy, printable(path, 4096) + ": " + holder + " holds the lock")
      .hint("run it again later, or with --wait SECONDS");
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path, uint64_t wait_seconds, const std::function<bool()>& give_up) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return errno_error(path, errno);
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::seconds(std::min<uint64_t>(wait_seconds, 1u << 30));
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return errno_error(path, errno);
    if (std::chrono::steady_clock::now() >= until || give_up()) return busy(path);
    std::this_thread::sleep_for(kRetryEvery);
  }
  const std::string holder = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd.get(), 0) != 0) return errno_error(path, errno);
  CHECK(write_all(fd.get(), holder, path));
  return FileLock(std::move(fd));
}

}  // namespace tlog
