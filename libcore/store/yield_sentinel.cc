#include "libcore/store/yield_sentinel.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <optional>

#include "libcore/base/number.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kMaxBytes = 4096;  // more is not what anybody writes who asks

std::optional<std::string> content_of(const Fd& file) {
  std::string bytes(kMaxBytes + 1, '\0');
  const ssize_t n = ::pread(file.get(), bytes.data(), bytes.size(), 0);
  if (n < 0 || static_cast<size_t>(n) > kMaxBytes) return std::nullopt;
  bytes.resize(static_cast<size_t>(n));
  return bytes;
}

std::optional<uint64_t> process_in(std::string_view content) {
  std::string_view line = content.substr(0, content.find('\n'));
  constexpr std::string_view kBlanks = " \t\r";
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(kBlanks)));
  line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
  const auto number = parse_u64(line);
  if (!number || *number == 0 || *number > std::numeric_limits<pid_t>::max()) return std::nullopt;
  return *number;
}

bool is_dead(uint64_t pid) { return ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH; }

// Where a dead request goes before it is removed; what a killed process left there is overwritten by the next one.
std::string aside(const LogDir& log) { return log.yield_sentinel() + ".dead"; }

Error cannot_remove(const std::string& path, uint64_t pid, int error_number) {
  return Error(errno_error(path, error_number).code(),
               fmt::format("{}: process {}, which asked us to yield, is dead, and the file cannot be removed: {}",
                           printable(path, 4096), pid, std::strerror(error_number)))
      .hint("remove it, and let this user write in that directory");
}

// Gives the file at the place aside its name back, unless a still newer one has that.
Status put_back(const LogDir& log) {
  const std::string path = log.yield_sentinel(), from = aside(log);
  const int linked = ::link(from.c_str(), path.c_str()) == 0 ? 0 : errno;
  if (linked == 0 || linked == EEXIST) return ::unlink(from.c_str()) == 0 ? Status() : errno_error(from, errno);
  return ::rename(from.c_str(), path.c_str()) == 0 ? Status() : errno_error(path, errno);  // no hard links here
}

}  // namespace

std::variant<SentinelState, DeadSentinel> look_at_sentinel(const LogDir& log, const Warn& warn) {
  const std::string path = log.yield_sentinel();
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) warn(errno_error(path, errno).message() + "; taken as no request to yield");
    return SentinelState::kAbsent;
  }
  if (!S_ISREG(info.st_mode)) return SentinelState::kLive;  // to open it could do something, or wait
  Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file) return errno == ENOENT ? SentinelState::kAbsent : SentinelState::kLive;
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return SentinelState::kLive;
  auto content = content_of(file);
  if (!content) return SentinelState::kLive;
  const auto pid = process_in(*content);
  if (!pid || !is_dead(*pid)) return SentinelState::kLive;
  return DeadSentinel{std::move(file), *std::move(content), *pid};
}

Result<SentinelState> remove_sentinel(const LogDir& log, const DeadSentinel& dead, const Warn& warn) {
  const std::string path = log.yield_sentinel(), taken = aside(log);
  // Between a look and a removal there is always a moment in which somebody else may put his request there. So what is
  // there is taken aside first, where nobody changes it, and put back when it is not what was looked at.
  if (::rename(path.c_str(), taken.c_str()) != 0) {
    if (errno == ENOENT) return SentinelState::kAbsent;
    return cannot_remove(path, dead.pid, errno);
  }
  struct stat ours {
  }, theirs{};
  const bool same = ::fstat(dead.file.get(), &ours) == 0 && ::lstat(taken.c_str(), &theirs) == 0 &&
                    ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino &&
                    content_of(dead.file) == dead.content;
  if (!same) {
    CHECK(put_back(log));
    return SentinelState::kLive;
  }
  if (::unlink(taken.c_str()) != 0) return cannot_remove(taken, dead.pid, errno);
  warn(fmt::format("{}: process {}, which asked us to yield, is dead; the file is removed", printable(path, 4096),
                   dead.pid));
  return SentinelState::kStaleRemoved;
}

Result<SentinelState> check_sentinel(const LogDir& log, const Warn& warn) {
  auto seen = look_at_sentinel(log, warn);
  if (const auto* state = std::get_if<SentinelState>(&seen)) return *state;
  return remove_sentinel(log, std::get<DeadSentinel>(seen), warn);
}

}  // namespace tlog
