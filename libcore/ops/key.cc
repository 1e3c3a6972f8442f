#include "libcore/ops/key.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "libcore/base/text.h"
#include "libcore/crypto/random.h"
#include "libcore/ops/summary.h"
#include "libcore/os/file.h"

namespace tlog {
namespace {

constexpr size_t kMaxKeyFileBytes = 4096;  // the longest name and a key fit many times
constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";
constexpr const char* kTool = "tlog-key";

struct KeyFile {
  std::string where;     // for messages
  std::string text;      // without the line end
  unsigned mode = 0600;  // of a regular file
};

Result<KeyFile> read_key_file(const std::string& path) {
  KeyFile file;
  Fd opened;
  int fd = STDIN_FILENO;
  if (path == "-") {
    file.where = "standard input";
  } else {
    file.where = printable(path);
    TRY(opened, open_read(path));
    fd = opened.get();
    struct stat info = {};
    if (fstat(fd, &info) != 0) return errno_error(path, errno);
    if (S_ISREG(info.st_mode)) file.mode = info.st_mode & 07777;
  }
  TRY(file.text, read_all(fd, kMaxKeyFileBytes, file.where));
  if (file.text.ends_with('\n')) file.text.pop_back();
  if (file.text.ends_with('\r')) file.text.pop_back();
  return file;
}

Result<SigningKey> secret_of(const KeyFile& file, const std::string& path) {
  constexpr unsigned kOthers = 077;
  if ((file.mode & kOthers) != 0) {
    return Error(Errc::kDenied,
                 fmt::format("{}: a secret key that others may use (mode {:04o})", file.where, file.mode))
        .hint("chmod 600 " + printable(path));
  }
  auto key = parse_skey(file.text);
  if (!key) return std::move(key).error().context(file.where);
  return key;
}

Result<VerifierKey> shown_as(VerifierKey key, std::optional<KeyType> type) {
  if (!type || *type == key.type) return key;
  if (*type == KeyType::kLog) {
    return Error(Errc::kConfig, "a cosigner's key cannot be used as a log's")
        .hint("tlog-key new --type log makes a log's key");
  }
  key.type = *type;
  return key;
}

void emit_key(const VerifierKey& key, Host& host) {
  host.emit(Record("key")
                .text("name", key.name)
                .text("key_id_hex", format_key_id(key.id()))
                .text("key_type", key_type_name(key.type))
                .text("vkey", key.vkey())
                .line());
  host.emit(summary(kTool).number("keys", 1).line());
}

}  // namespace

Result<SigningKey> read_signing_key(const std::string& path) {
  TRY(KeyFile file, read_key_file(path));
  auto key = secret_of(file, path);
  wipe(file.text.data(), file.text.size());
  return key;
}

Result<Verdict> new_key(const NewKeyRequest& request, Host& host) {
  CHECK(check_key_name(request.name));
  SigningKey key{request.name, request.type, {}};
  CHECK(random_bytes(key.seed.bytes));
  std::string line = key.skey() + "\n";
  Status created = create_file(request.path, line, {.mode = 0600, .sync = true});
  wipe(line.data(), line.size());
  if (!created) {
    Error error = std::move(created).error();
    if (error.code() == Errc::kIo) unlink(request.path.c_str());  // a part of a key is no key
    if (error.code() == Errc::kCannotCreate) {
      return std::move(error).hint("a key is never overwritten: move it away, or name another file");
    }
    if (error.code() == Errc::kNotFound) return Error(Errc::kCannotCreate, error.message());
    return error;
  }
  CHECK(sync_directory(parent_directory(request.path)));
  emit_key(key.verifier(), host);
  return Verdict::kYes;
}

Result<Verdict> show_key(const ShowKeyRequest& request, Host& host) {
  TRY(KeyFile file, read_key_file(request.path));
  VerifierKey key;
  if (file.text.starts_with(kSecretPrefix)) {
    auto secret = secret_of(file, request.path);
    wipe(file.text.data(), file.text.size());
    if (!secret) return std::move(secret).error();
    key = secret->verifier();
  } else {
    auto parsed = parse_vkey(file.text);
    if (!parsed) return std::move(parsed).error().context(file.where);
    key = *parsed;
  }
  auto shown = shown_as(key, request.type);
  if (!shown) return std::move(shown).error().context(file.where);
  if (request.vkey_only) {
    host.emit(shown->vkey());
  } else {
    emit_key(*shown, host);
  }
  return Verdict::kYes;
}

}  // namespace tlog
