#include "libcore/os/spill.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

#include "libcore/base/bytes.h"
#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/crypto/random.h"
#include "libcore/os/remove_tree.h"

namespace tlog {

namespace {

constexpr unsigned kNameTries = 100;  // a name is taken only where chance, or a sweep between two calls, has it so
constexpr uint64_t kMiB = 1024 * 1024;

Result<uint64_t> random_number() {
  uint8_t bytes[8];
  CHECK(random_bytes(bytes));
  return load_be64(&bytes[0]);
}

bool same_file(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

// Does the name `name` of `folder` mean what `fd` is open on?
bool is_named(const Fd& folder, const std::string& name, const Fd& fd) {
  struct stat named {
  }, open{};
  return ::fstatat(folder.get(), name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 && ::fstat(fd.get(), &open) == 0 &&
         same_file(named, open);
}

// Under whatever name: "/", and the home of the user, are not where somebody keeps spill folders on purpose.
const char* no_root(const struct stat& root) {
  struct stat other {};
  if (::stat("/", &other) == 0 && same_file(root, other)) return "the root of the file system";
  const passwd* const user = ::getpwuid(::geteuid());
  if (user != nullptr && ::stat(user->pw_dir, &other) == 0 && same_file(root, other)) return "the home of the user";
  return nullptr;
}

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();  // behind them a link would be followed
  return path;
}

}  // namespace

SpillNameParts parse_spill_name(std::string_view name) {
  if (!name.starts_with(kSpillPrefix)) return {};
  name.remove_prefix(kSpillPrefix.size());
  const auto time = parse_u64(name.substr(0, name.find('_')));
  if (!time) return {.kind = SpillName::kBadTime};
  return {.kind = SpillName::kSpill, .unix_time = *time};
}

Result<Fd> open_spill_root(const std::string& path) {
  const std::string name = without_slashes(path);
  Fd root(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!root && (errno == ELOOP || errno == ENOTDIR)) {
    struct stat info {};
    if (::lstat(name.c_str(), &info) == 0) {
      return Error(Errc::kUsage, printable(path, 4096) + (S_ISLNK(info.st_mode) ? ": is a link" : ": is not a folder"));
    }
    return errno_error(path, ENOTDIR);
  }
  if (!root) return errno_error(path, errno);
  struct stat info {};
  if (::fstat(root.get(), &info) != 0) return errno_error(path, errno);
  if (const char* const what = no_root(info)) {
    return Error(Errc::kUsage, fmt::format("{}: is {}, and no root of spill folders", printable(path, 4096), what));
  }
  if (info.st_uid != ::geteuid()) {
    return Error(Errc::kDenied, printable(path, 4096) + ": belongs to another user")
        .hint(fmt::format("run it as the user with the number {}", info.st_uid));
  }
  return root;
}

Status check_spill_room(const std::string& root, uint64_t bytes) {
  struct statvfs info {};
  if (::statvfs(root.c_str(), &info) != 0) return errno_error(root, errno);
  const uint64_t needed = bytes > UINT64_MAX - bytes / 10 ? UINT64_MAX : bytes + bytes / 10;
  uint64_t free = 0;
  if (__builtin_mul_overflow(uint64_t{info.f_bavail}, uint64_t{info.f_frsize}, &free)) free = UINT64_MAX;
  if (free >= needed) return {};
  return Error(Errc::kIo, fmt::format("{}: {} MiB are free, and {} MiB are needed", printable(root, 4096), free / kMiB,
                                      needed / kMiB + (needed % kMiB > 0 ? 1 : 0)))
      .hint("make room, or name another place with --spill-root; spill-clean removes what killed programs left");
}

bool is_same_spill(const Fd& root, const Fd& folder, const Fd& lock, const std::string& name) {
  return is_named(root, name, folder) && is_named(folder, kSpillLock, lock);
}

Status remove_spill(const Fd& root, const Fd& folder, const std::string& name, const std::string& path) {
  CHECK(remove_all_in(folder, kSpillLock, path));
  if (::unlinkat(folder.get(), kSpillLock, 0) != 0 && errno != ENOENT) return errno_error(path, errno);
  if (!is_named(root, name, folder)) return {};  // moved away meanwhile: what is under the name now is another's
  if (::unlinkat(root.get(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) return errno_error(path, errno);
  return {};
}

Result<SpillFolder> SpillFolder::make(const std::string& root_path, uint64_t bytes, uint64_t now) {
  CHECK(make_directories(root_path, 0700));
  TRY(Fd root, open_spill_root(root_path));
  CHECK(check_spill_room(root_path, bytes));
  for (unsigned tries = 0; tries < kNameTries; tries++) {
    TRY(const uint64_t chance, random_number());
    const std::string name = fmt::format("{}{}_{}", kSpillPrefix, now, chance);
    const std::string path = root_path + "/" + name;
    if (::mkdirat(root.get(), name.c_str(), 0700) != 0) {
      if (errno == EEXIST) continue;
      return errno_error(path, errno);
    }
    Fd folder(::openat(root.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) {
      if (errno == ENOENT) continue;
      return errno_error(path, errno);
    }
    Fd lock(::openat(folder.get(), kSpillLock, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!lock) {
      if (errno == ENOENT || errno == EEXIST) continue;
      const int failed = errno;
      ::unlinkat(root.get(), name.c_str(), AT_REMOVEDIR);
      return errno_error(path, failed);
    }
    // A sweep that holds the lock, or has removed it, took the folder for one that was left.
    const bool locked = ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
    if (!locked && errno != EWOULDBLOCK && errno != EINTR) {
      const int failed = errno;
      (void)remove_spill(root, folder, name, path).ok();
      return Error(Errc::kConfig, printable(path, 4096) + ": " + errno_error("the lock", failed).message())
          .hint("name another place: this file system has no locks");
    }
    if (!locked || !is_same_spill(root, folder, lock, name)) continue;
    return SpillFolder(std::move(root), std::move(folder), std::move(lock), path, name);
  }
  return Error(Errc::kBusy, printable(root_path, 4096) + ": no new folder stays there");
}

SpillFolder::~SpillFolder() {
  if (!folder_) return;  // moved from
  (void)remove_spill(root_, folder_, name_, path_).ok();
}

}  // namespace tlog
