#include "libcore/store/key_file.h"

#include <unistd.h>

#include "libcore/base/bytes.h"
#include "libcore/os/file.h"
#include "libcore/store/secret_file.h"

namespace tlog {

namespace {

constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";

Result<SigningKey> secret_of(const SecretFile& file) {
  if (file.text.starts_with(kSecretPrefix)) CHECK(file.check_private());
  auto key = parse_skey(file.text);
  if (!key) return std::move(key).error().context(file.where);
  return key;
}

}  // namespace

Result<SigningKey> read_signing_key(const std::string& path) {
  TRY(const SecretFile file, SecretFile::read(path, "key"));
  return secret_of(file);
}

Result<VerifierKey> read_any_key(const std::string& path) {
  TRY(const SecretFile file, SecretFile::read(path, "key"));
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
