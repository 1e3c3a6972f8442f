#pragma once
// Keys of notes, C2SP signed-note and tlog-cosignature.
//
//   vkey    = name "+" id "+" base64(type || public key)                  id: 8 hex digits
//   skey    = "PRIVATE+KEY+" name "+" id "+" base64(type || seed)
//   id      = SHA-256(name || 0x0A || type || public key)[:4]
//
//   conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h
//
// Two types of Ed25519 key: a log's (0x01, signs the note's text) and a cosigner's (0x04, signs a timestamped message).

#include <cstdint>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/crypto/ed25519.h"

namespace tlog {

enum class KeyType : uint8_t { kLog = 0x01, kCosigner = 0x04 };

// "log" or "cosigner".
std::string_view key_type_name(KeyType type);

struct KeyId {
  uint32_t value = 0;
  auto operator<=>(const KeyId&) const = default;
};
std::string format_key_id(KeyId id);  // 8 hex digits

constexpr size_t kMaxKeyNameBytes = 255;  // a cosigner's name goes into a field of one length byte

// A name as C2SP signed-note has it: non-empty UTF-8 without Unicode spaces, control characters and plus.
// config: says which rule the name breaks.
Status check_signer_name(std::string_view name);
// The same for a key that we use: at most kMaxKeyNameBytes. A stranger's signature line may have a longer one.
Status check_key_name(std::string_view name);

// What signatures are checked with.
struct VerifierKey {
  std::string name;
  KeyType type = KeyType::kLog;
  Ed25519PublicKey public_key{};

  KeyId id() const;
  std::string vkey() const;
};

// What signatures are made with.
struct SigningKey {
  std::string name;
  KeyType type = KeyType::kLog;
  Ed25519Seed seed;

  VerifierKey verifier() const { return {name, type, ed25519_public_key(seed)}; }
  std::string skey() const;
};

// config: not such a key, of a type that is not supported, with an id that is not the key's, or weak.
Result<VerifierKey> parse_vkey(std::string_view text);

// A vkey of any signature type, by its form alone: a list of keys may hold some that nothing here can use.
struct AnyVkey {
  std::string name;
  KeyId id;
  uint8_t type = 0;
  Bytes key;  // what is behind the type

  // The id that C2SP signed-note recommends, and that keys of most types must have.
  KeyId computed_id() const;
};
// config: not of this form.
Result<AnyVkey> parse_any_vkey(std::string_view text);
Result<SigningKey> parse_skey(std::string_view text);

}  // namespace tlog
