#include "libcore/note/key.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/bytes.h"
#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/crypto/sha256.h"

namespace tlog {

namespace {

constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";

// The part behind the name: "+" id "+" base64(type || key).
std::string format_key(KeyId id, KeyType type, ByteView key) {
  Bytes typed = {static_cast<uint8_t>(type)};
  typed.insert(typed.end(), key.begin(), key.end());
  std::string text = fmt::format("+{}+{}", format_key_id(id), base64_encode(typed));
  wipe(typed.data(), typed.size());
  return text;
}

KeyId compute_id(std::string_view name, uint8_t type, ByteView key) {
  Sha256 hash;
  const uint8_t separator[2] = {'\n', type};
  hash.update(as_bytes(name));
  hash.update(separator);
  hash.update(key);
  return KeyId{load_be32(hash.finish().bytes.data())};
}

// What may be secret, wiped whatever way a function ends.
struct Wiped {
  AnyVkey parts;
  ~Wiped() { wipe(parts.key.data(), parts.key.size()); }
};

struct KeyParts {
  std::string name;
  KeyId id;
  KeyType type;
  Ed25519Seed key;  // or the public key; wiped in either case
};

Status parse_form(std::string_view text, AnyVkey* parts) {
  // The base64 part may itself hold plus signs; the name cannot.
  const size_t first = text.find('+');
  const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) {
    return Error(Errc::kConfig, "not a key of the form NAME+ID+BASE64").hint("tlog-key show prints one");
  }
  parts->name = text.substr(0, first);
  CHECK(check_key_name(parts->name));
  const auto id = hex_decode(text.substr(first + 1, second - first - 1));
  if (!id || id->size() != 4) return Error(Errc::kConfig, "the key id is not 8 hex digits in lower case");
  parts->id = KeyId{load_be32(id->data())};
  auto typed = base64_decode(text.substr(second + 1));
  if (!typed || typed->empty()) return Error(Errc::kConfig, "the key is not base64");
  parts->type = typed->front();
  parts->key.assign(typed->begin() + 1, typed->end());
  wipe(typed->data(), typed->size());
  return {};
}

Result<KeyParts> parse_parts(std::string_view text) {
  Wiped wiped;
  CHECK(parse_form(text, &wiped.parts));
  const AnyVkey& any = wiped.parts;
  if (any.type != static_cast<uint8_t>(KeyType::kLog) && any.type != static_cast<uint8_t>(KeyType::kCosigner)) {
    return Error(Errc::kConfig, fmt::format("key type 0x{:02x} is not supported", any.type))
        .hint("supported are Ed25519 keys of logs (0x01) and of cosigners (0x04)");
  }
  KeyParts parts{any.name, any.id, static_cast<KeyType>(any.type), {}};
  auto& key = parts.key.bytes;
  if (any.key.size() != key.size()) {
    return Error(Errc::kConfig, fmt::format("the key has {} bytes, not {}", any.key.size(), key.size()));
  }
  std::copy(any.key.begin(), any.key.end(), key.begin());
  return parts;
}

Status check_id(KeyId claimed, KeyId computed) {
  if (claimed == computed) return {};
  return Error(Errc::kConfig, fmt::format("the key id is {}, not {}: a part of the key was changed",
                                          format_key_id(computed), format_key_id(claimed)));
}

}  // namespace

std::string_view key_type_name(KeyType type) { return type == KeyType::kLog ? "log" : "cosigner"; }

std::string format_key_id(KeyId id) { return fmt::format("{:08x}", id.value); }

Status check_signer_name(std::string_view name) {
  if (name.empty()) return Error(Errc::kConfig, "the key name is empty");
  for (size_t pos = 0; pos < name.size();) {
    const auto c = next_code_point(name, &pos);
    if (!c) return Error(Errc::kConfig, "the key name is not UTF-8");
    if (*c == '+') return Error(Errc::kConfig, "the key name has a plus sign");
    if (is_unicode_space(*c)) return Error(Errc::kConfig, "the key name has a space");
    if (*c < 0x20) return Error(Errc::kConfig, "the key name has a control character");
  }
  return {};
}

Status check_key_name(std::string_view name) {
  if (name.size() > kMaxKeyNameBytes) {
    return Error(Errc::kConfig, fmt::format("the key name is longer than {} bytes", kMaxKeyNameBytes));
  }
  return check_signer_name(name);
}

KeyId VerifierKey::id() const { return compute_id(name, static_cast<uint8_t>(type), public_key); }
KeyId AnyVkey::computed_id() const { return compute_id(name, type, key); }

std::string VerifierKey::vkey() const { return name + format_key(id(), type, public_key); }

std::string SigningKey::skey() const {
  return std::string(kSecretPrefix) + name + format_key(verifier().id(), type, seed.bytes);
}

Result<AnyVkey> parse_any_vkey(std::string_view text) {
  if (text.starts_with(kSecretPrefix)) return Error(Errc::kConfig, "a secret key where a public one belongs");
  AnyVkey key;
  CHECK(parse_form(text, &key));
  return key;
}

Result<VerifierKey> parse_vkey(std::string_view text) {
  if (text.starts_with(kSecretPrefix)) return Error(Errc::kConfig, "a secret key where a public one belongs");
  TRY(const KeyParts parts, parse_parts(text));
  VerifierKey key{parts.name, parts.type, parts.key.bytes};
  CHECK(check_id(parts.id, key.id()));
  if (!ed25519_is_usable(key.public_key)) return Error(Errc::kConfig, "a weak key: anybody could sign for it");
  return key;
}

Result<SigningKey> parse_skey(std::string_view text) {
  if (!text.starts_with(kSecretPrefix)) {
    return Error(Errc::kConfig, "not a secret key: those begin with PRIVATE+KEY+").hint("tlog-key new makes one");
  }
  TRY(const KeyParts parts, parse_parts(text.substr(kSecretPrefix.size())));
  SigningKey key{parts.name, parts.type, parts.key};
  CHECK(check_id(parts.id, key.verifier().id()));
  return key;
}

}  // namespace tlog
