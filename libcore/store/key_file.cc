#include "libcore/store/key_file.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "libcore/base/bytes.h"
#include "libcore/base/text.h"
#include "libcore/os/file.h"

namespace tlog {

namespace {

constexpr size_t kMaxKeyFileBytes = 4096;  // the longest name and a key fit many times
constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";

struct KeyFile {
  std::string where;  // for messages
  std::string text;   // without the line end
  unsigned mode = 0600;

  KeyFile() = default;
  KeyFile(KeyFile&&) = default;
  KeyFile& operator=(KeyFile&&) = default;
  ~KeyFile() { wipe(text.data(), text.size()); }
};

// A pipe with a name could keep us waiting for ever. One that has none, as a shell's <(...) makes it, is named by its
// descriptor.
Status check_no_named_pipe(const std::string& path, const std::string& where) {
  struct stat info {};
  if (path.starts_with("/dev/") || path.starts_with("/proc/")) return {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISFIFO(info.st_mode)) return {};
  return Error(Errc::kConfig, where + ": a named pipe, not a file with a key")
      .hint("a descriptor, as in /dev/fd/3, may be a pipe");
}

Result<KeyFile> read_key_file(const std::string& path) {
  KeyFile file;
  Fd opened;
  int fd = STDIN_FILENO;
  if (path == "-") {
    file.where = "standard input";
  } else {
    file.where = printable(path, 4096);
    CHECK(check_no_named_pipe(path, file.where));
    TRY(opened, open_read(path));
    fd = opened.get();
  }
  struct stat info {};
  if (::fstat(fd, &info) != 0) return errno_error(file.where, errno);
  // A pipe from a password store has no mode that means anything.
  if (S_ISREG(info.st_mode)) file.mode = info.st_mode & 07777;
  TRY(file.text, read_all(fd, kMaxKeyFileBytes, file.where));
  if (file.text.ends_with('\n')) file.text.pop_back();
  if (file.text.ends_with('\r')) file.text.pop_back();
  return file;
}

Result<SigningKey> secret_of(const KeyFile& file) {
  constexpr unsigned kOthers = 077;
  if (file.text.starts_with(kSecretPrefix) && (file.mode & kOthers) != 0) {
    return Error(Errc::kDenied,
                 fmt::format("{}: a secret key that others may use (mode {:04o})", file.where, file.mode))
        .hint("chmod 600 makes it its owner's alone");
  }
  auto key = parse_skey(file.text);
  if (!key) return std::move(key).error().context(file.where);
  return key;
}

}  // namespace

Result<SigningKey> read_signing_key(const std::string& path) {
  TRY(const KeyFile file, read_key_file(path));
  return secret_of(file);
}

Result<VerifierKey> read_any_key(const std::string& path) {
  TRY(const KeyFile file, read_key_file(path));
  if (file.text.starts_with(kSecretPrefix)) {
    TRY(const SigningKey key, secret_of(file));
    return key.verifier();
  }
  auto key = parse_vkey(file.text);
  if (!key) return std::move(key).error().context(file.where);
  return key;
}

Status write_signing_key(const std::string& path, const SigningKey& key) {
  std::string line = key.skey() + "\n";
  auto created = create_file(path, line, {.mode = 0600, .sync = true});
  wipe(line.data(), line.size());
  if (created) return sync_directory(parent_directory(path));
  Error error = std::move(created).error();
  if (error.code() == Errc::kIo) ::unlink(path.c_str());  // a part of a key is no key
  if (error.code() == Errc::kCannotCreate) {
    return std::move(error).hint("a key is never overwritten: move it away, or name another file");
  }
  if (error.code() == Errc::kNotFound || path.ends_with('/')) return Error(Errc::kCannotCreate, error.message());
  return error;
}

}  // namespace tlog
