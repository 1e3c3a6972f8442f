#include "libcore/os/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kReadStep = 256 * 1024;

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Status Fd::close(std::string_view path) {
  if (::close(std::exchange(fd_, -1)) != 0 && errno != EINTR) return errno_error(path, errno);
  return {};
}

Error errno_error(std::string_view path, int error_number) {
  Errc code = Errc::kIo;
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      code = Errc::kNotFound;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      code = Errc::kDenied;
      break;
    case EEXIST:
      code = Errc::kCannotCreate;
      break;
    default:
      break;
  }
  Error error(code, printable(path, 4096) + ": " + std::strerror(error_number));
  if (error_number == ENOSPC || error_number == EDQUOT) return std::move(error).hint("make room");
  return error;
}

Result<Fd> open_read(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return errno_error(path, errno);
  return fd;
}

Result<Fd> open_directory(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return errno_error(path, errno);
  return fd;
}

Result<Fd> open_regular_file(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return errno_error(path, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return errno_error(path, errno);
  if (!S_ISREG(info.st_mode)) return Error(Errc::kIo, printable(path, 4096) + ": is not a file");
  return fd;
}

Result<size_t> read_some(int fd, std::span<char> buffer, std::string_view path) {
  const ssize_t n = ::read(fd, buffer.data(), buffer.size());
  if (n >= 0) return static_cast<size_t>(n);
  // Only a signal that asks us to stop interrupts a call: the others restart it.
  if (errno == EINTR) return Error(Errc::kBusy, "interrupted before the end");
  return errno_error(path, errno);
}

Result<std::string> read_all(int fd, size_t max_bytes, std::string_view path) {
  std::string bytes;
  size_t size = 0;
  struct stat info {};
  // One byte more than the size, so that the end of a file is seen without asking for room.
  size_t step = kReadStep;
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) step = static_cast<size_t>(info.st_size) + 1;
  while (true) {
    if (bytes.size() == size) {
      bytes.resize(std::min(size + step, max_bytes + 1));
      step = kReadStep;
    }
    TRY(const size_t n, read_some(fd, std::span(bytes).subspan(size), path));
    if (n == 0) break;
    size += n;
    if (size > max_bytes) {
      return Error(Errc::kMalformed, printable(path, 4096) + ": longer than " + std::to_string(max_bytes) + " bytes");
    }
  }
  bytes.resize(size);
  return bytes;
}

Result<std::string> read_file(const std::string& path, size_t max_bytes) {
  TRY(const Fd fd, open_read(path));
  return read_all(fd.get(), max_bytes, path);
}

Result<std::string> read_regular_file(const std::string& path, size_t max_bytes) {
  TRY(const Fd fd, open_regular_file(path));
  return read_all(fd.get(), max_bytes, path);
}

Status write_all(int fd, std::string_view bytes, std::string_view path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error(path, errno);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Status create_file(const std::string& path, std::string_view bytes, CreateOptions options) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, options.mode));
  if (!fd) return errno_error(path, errno);
  CHECK(write_all(fd.get(), bytes, path));
  if (options.sync && ::fsync(fd.get()) != 0) return errno_error(path, errno);
  return fd.close(path);
}

Status link_file(const std::string& from, const std::string& to) {
  if (::link(from.c_str(), to.c_str()) == 0) return {};
  if (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS) {
    return Error(Errc::kConfig, printable(parent_directory(to), 4096) + ": is on a file system without hard links");
  }
  return errno_error(to, errno);
}

Status replace_file(const std::string& path, std::string_view bytes, const ReplaceOptions& options) {
  if (::unlink(options.temporary.c_str()) != 0 && errno != ENOENT) return errno_error(options.temporary, errno);
  CHECK(create_file(options.temporary, bytes, {.mode = options.mode, .sync = true}));
  if (::rename(options.temporary.c_str(), path.c_str()) != 0) return errno_error(path, errno);
  return sync_directory(parent_directory(path));
}

Status write_output(const std::string& path, std::string_view bytes) {
  TRY(const FileKind kind, kind_of(path));
  if (kind == FileKind::kDirectory) return Error(Errc::kCannotCreate, printable(path, 4096) + ": is a directory");
  if (kind == FileKind::kOther) {
    Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd) return errno_error(path, errno);
    CHECK(write_all(fd.get(), bytes, path));
    return fd.close(path);
  }
  TRY(const std::string target, behind_link(path));
  const std::string temporary = target + ".tmp." + std::to_string(::getpid());
  auto status = create_file(temporary, bytes, {.sync = true});
  if (!status) {
    if (status.error().code() == Errc::kIo) ::unlink(temporary.c_str());
    if (status.error().code() != Errc::kNotFound) return status;
    return Error(Errc::kCannotCreate, printable(path, 4096) + ": no such directory");
  }
  if (::rename(temporary.c_str(), target.c_str()) != 0) {
    const int failed = errno;
    ::unlink(temporary.c_str());
    return errno_error(path, failed);
  }
  return sync_directory(parent_directory(target));
}

Status make_directories(const std::string& path, unsigned mode) {
  if (::mkdir(path.c_str(), mode) == 0) return {};
  if (errno == ENOENT) {
    CHECK(make_directories(parent_directory(path), mode));
    if (::mkdir(path.c_str(), mode) == 0) return {};
  }
  if (errno == ENOTDIR) return Error(Errc::kCannotCreate, printable(path, 4096) + ": a file is in the way");
  if (errno != EEXIST) return errno_error(path, errno);
  TRY(const FileKind kind, kind_of(path));
  if (kind != FileKind::kDirectory) return Error(Errc::kCannotCreate, printable(path, 4096) + ": is not a directory");
  return {};
}

void make_readable_files() { (void)::umask(022); }

std::string parent_directory(const std::string& path) {
  size_t end = path.find_last_not_of('/');
  if (end == std::string::npos) return path.empty() ? "." : "/";
  const size_t slash = path.rfind('/', end);
  if (slash == std::string::npos) return ".";
  end = path.find_last_not_of('/', slash);
  return end == std::string::npos ? "/" : path.substr(0, end + 1);
}

Status sync_directory(const std::string& path) {
  TRY(Fd fd, open_directory(path));
  if (::fsync(fd.get()) != 0) return errno_error(path, errno);
  return {};
}

namespace {

Result<FileKind> kind_at(const std::string& path, int flags) {
  struct stat info {};
  if (::fstatat(AT_FDCWD, path.c_str(), &info, flags) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return FileKind::kNothing;
    return errno_error(path, errno);
  }
  if (S_ISREG(info.st_mode)) return FileKind::kFile;
  return S_ISDIR(info.st_mode) ? FileKind::kDirectory : FileKind::kOther;
}

}  // namespace

Result<FileKind> kind_of(const std::string& path) { return kind_at(path, 0); }

Result<std::string> behind_link(const std::string& path) {
  TRY(const FileKind kind, kind_of_name(path));
  if (kind != FileKind::kOther) return path;
  TRY(const FileKind target, kind_of(path));
  if (target == FileKind::kNothing) {
    return Error(Errc::kCannotCreate, printable(path, 4096) + ": is a link that leads nowhere");
  }
  std::error_code error;
  const std::string real = std::filesystem::canonical(path, error).string();
  if (error) return errno_error(path, error.value());
  return real;
}

Result<FileKind> kind_of_name(const std::string& path) { return kind_at(path, AT_SYMLINK_NOFOLLOW); }

}  // namespace tlog
