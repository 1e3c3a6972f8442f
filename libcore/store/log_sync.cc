#include "libcore/store/log_sync.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <vector>

#include "libcore/base/text.h"

namespace tlog {

namespace {

// Where syncfs(2) writes everything and tells of what failed (Linux 5.8 and later): numbers of statfs(2).
constexpr uint32_t kExt = 0xef53, kXfs = 0x58465342, kBtrfs = 0x9123683e, kF2fs = 0xf2f52010, kTmpfs = 0x01021994,
                   kZfs = 0x2fc12fc1;

bool honours_syncfs(int fd) {
  struct statfs info {};
  if (::fstatfs(fd, &info) != 0) return false;
  const auto type = static_cast<uint32_t>(info.f_type);
  return type == kExt || type == kXfs || type == kBtrfs || type == kF2fs || type == kTmpfs || type == kZfs;
}

Result<dev_t> device_of(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return errno_error(path, errno);
  return info.st_dev;
}

}  // namespace

Result<LogSync> LogSync::open(const LogDir& log, bool sync_each) {
  TRY(Fd directory, open_directory(log.path));
  TRY(const dev_t device, device_of(log.path));
  std::vector<std::string> parts = {log.tiles(), log.stage()};
  std::error_code error;
  for (std::filesystem::directory_iterator at(log.tiles(), error), end; !error && at != end; at.increment(error)) {
    parts.push_back(at->path().string());  // a level
  }
  if (error) return errno_error(log.tiles(), error.value());
  for (const std::string& part : parts) {
    const auto other = device_of(part);
    if (!other) {
      TRY(const FileKind kind, kind_of_name(part));
      if (kind != FileKind::kOther) return other.error();
      return Error(Errc::kCannotCreate, printable(part, 4096) + ": is a link that leads nowhere").hint("remove it");
    }
    if (*other != device) {
      return Error(Errc::kConfig, printable(part, 4096) + ": is on another file system than its log")
          .hint("a log must be on one file system, or it cannot be made durable as a whole");
    }
  }
  const bool each = sync_each || !honours_syncfs(directory.get());
  return LogSync(log, std::move(directory), each);
}

Status LogSync::all(const std::string& directory) const {
  if (!each_) {
    if (::syncfs(fd_.get()) != 0) return errno_error(log_.path, errno);
    return {};
  }
  // The files are durable; the directories that name them are not yet.
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory(error)) CHECK(sync_directory(at->path().string()));
  }
  if (error) return errno_error(directory, error.value());
  CHECK(sync_upwards(log_, directory));
  // And above the log what may have been made for it; what may not be opened was not.
  std::string at = log_.path;
  do {
    at = parent_directory(at);
    const auto status = sync_directory(at);
    if (!status && status.error().code() != Errc::kDenied) return status;
  } while (at != "." && at != "/");
  return {};
}

Status sync_upwards(const LogDir& log, const std::string& directory) {
  for (size_t end = directory.size(); end > log.path.size(); end = directory.rfind('/', end - 1)) {
    CHECK(sync_directory(directory.substr(0, end)));
  }
  return sync_directory(log.path);
}

}  // namespace tlog
