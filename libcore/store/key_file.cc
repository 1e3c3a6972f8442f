#include "libcore/store/key_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "libcore/base/bytes.h"
#include "libcore/base/text.h"
#include "libcore/os/file.h"

namespace tlog {

namespace {

constexpr size_t kMaxKeyFileBytes = 4096;

}  // namespace

Result<SigningKey> read_signing_key(const std::string& path) {
  TRY(const Fd fd, open_read(path));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return errno_error(path, errno);
  // A pipe or a descriptor of a password store has no mode that means anything.
  if (S_ISREG(info.st_mode) && (info.st_mode & 077) != 0) {
    return Error(Errc::kDenied, printable(path, 4096) + ": a secret key that others may read")
        .hint("chmod 600 " + printable(path, 4096));
  }
  TRY(std::string text, read_all(fd.get(), kMaxKeyFileBytes, path));
  std::string_view line = text;
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  auto key = parse_skey(line);
  wipe(text.data(), text.size());
  if (!key) return std::move(key).error().context(printable(path, 4096));
  return key;
}

Status write_signing_key(const std::string& path, const SigningKey& key) {
  std::string text = key.skey() + "\n";
  auto status = create_file(path, text, {.mode = 0600, .sync = true});
  wipe(text.data(), text.size());
  if (!status) {
    if (status.error().code() == Errc::kCannotCreate) {
      return std::move(status).error().hint("a key that exists is never overwritten: choose another name");
    }
    return status;
  }
  return sync_directory(parent_directory(path));
}

}  // namespace tlog
