#include "libcore/os/pending_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "libcore/base/text.h"

namespace tlog {

namespace {

bool is_at(const Fd& fd, const std::string& path) {
  struct stat open {
  }, named{};
  return ::fstat(fd.get(), &open) == 0 && ::lstat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

// The file while it is not in place, held by a lock that ends with us.
Result<Fd> open_temporary(const std::string& path, const std::string& target) {
  while (true) {
    Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
      return Error(Errc::kCannotCreate, printable(target, 4096) + ": no such directory");
    }
    if (!fd) return errno_error(path, errno);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return errno_error(path, errno);
      return Error(Errc::kBusy, printable(target, 4096) + ": another process writes this file").hint("try again later");
    }
    if (!is_at(fd, path)) continue;  // whoever held it has put it in place
    if (::ftruncate(fd.get(), 0) != 0) return errno_error(path, errno);
    return fd;
  }
}

}  // namespace

Result<PendingFile> PendingFile::open(const std::string& path, std::string_view ending) {
  TRY(const FileKind kind, kind_of(path));
  if (kind == FileKind::kDirectory) return Error(Errc::kCannotCreate, printable(path, 4096) + ": is a directory");
  if (kind == FileKind::kOther) return Error(Errc::kCannotCreate, printable(path, 4096) + ": is not a file");
  std::string target = path;
  std::error_code error;
  if (kind == FileKind::kFile) target = std::filesystem::canonical(path, error).string();
  if (error) return errno_error(path, error.value());
  std::string temporary = target + std::string(ending);
  TRY(Fd fd, open_temporary(temporary, path));
  BufferedFile file(std::move(fd), temporary);
  return PendingFile(std::move(target), std::move(temporary), std::move(file));
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, std::string())),
      file_(std::move(other.file_)) {}

PendingFile::~PendingFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

std::string PendingFile::directory() const { return parent_directory(path_); }

Status PendingFile::publish() {
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return errno_error(path_, errno);
  temporary_.clear();
  return sync_directory(directory());
}

Status PendingFile::publish_new() {
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno != EINVAL && errno != ENOSYS) return errno_error(path_, errno);
    // A file system that cannot. Who puts something there in this very moment loses it.
    TRY(const FileKind kind, kind_of(path_));
    if (kind != FileKind::kNothing) return errno_error(path_, EEXIST);
    return publish();
  }
  temporary_.clear();
  return sync_directory(directory());
}

}  // namespace tlog
