#include "libcore/store/secret_file.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "libcore/base/bytes.h"
#include "libcore/base/text.h"
#include "libcore/os/file.h"

namespace tlog {

namespace {

constexpr size_t kMaxSecretBytes = 4096;  // the longest name and a key fit many times, and so does a token

// A pipe with a name could keep us waiting for ever. One that has none, as a shell's <(...) makes it, is named by its
// descriptor.
Status check_no_named_pipe(const std::string& path, const std::string& where, const std::string& what) {
  struct stat info {};
  if (path.starts_with("/dev/") || path.starts_with("/proc/")) return {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISFIFO(info.st_mode)) return {};
  return Error(Errc::kConfig, fmt::format("{}: a named pipe, not a file with a {}", where, what))
      .hint("a descriptor, as in /dev/fd/3, may be a pipe");
}

}  // namespace

SecretFile::~SecretFile() { wipe(text.data(), text.size()); }

Result<SecretFile> SecretFile::read(const std::string& path, const std::string& what) {
  SecretFile file;
  file.what = what;
  Fd opened;
  int fd = STDIN_FILENO;
  if (path == "-") {
    file.where = "standard input";
  } else {
    file.where = printable(path, 4096);
    CHECK(check_no_named_pipe(path, file.where, what));
    TRY(opened, open_read(path));
    fd = opened.get();
  }
  struct stat info {};
  if (::fstat(fd, &info) != 0) return errno_error(file.where, errno);
  // A pipe from a password store has no mode that means anything.
  if (S_ISREG(info.st_mode)) file.mode = info.st_mode & 07777;
  TRY(file.text, read_all(fd, kMaxSecretBytes, file.where));
  if (file.text.ends_with('\n')) file.text.pop_back();
  if (file.text.ends_with('\r')) file.text.pop_back();
  return file;
}

Status SecretFile::check_private() const {
  constexpr unsigned kOthers = 077;
  if ((mode & kOthers) == 0) return {};
  return Error(Errc::kDenied, fmt::format("{}: a secret {} that others may use (mode {:04o})", where, what, mode))
      .hint("chmod 600 makes it its owner's alone");
}

}  // namespace tlog
