#pragma once
// Keys for tests of policies: as many as are wanted, by number.

#include <string>

#include "libcore/base/encode.h"
#include "libcore/note/key.h"

namespace tlog::testing {

inline SigningKey numbered_key(const std::string& name, KeyType type, unsigned number) {
  SigningKey key{name + std::to_string(number), type, {}};
  key.seed.bytes.fill(static_cast<uint8_t>(number + 1));
  key.seed.bytes[0] = static_cast<uint8_t>(number >> 8);
  return key;
}
inline SigningKey numbered_log(unsigned number) { return numbered_key("log.example/", KeyType::kLog, number); }
inline SigningKey numbered_witness(unsigned number) {
  return numbered_key("witness.example/", KeyType::kCosigner, number);
}

inline std::string log_vkey(unsigned number) { return numbered_log(number).verifier().vkey(); }
inline std::string witness_vkey(unsigned number) { return numbered_witness(number).verifier().vkey(); }
inline Bytes public_key(unsigned number) {
  const auto key = numbered_log(number).verifier().public_key;
  return Bytes(key.begin(), key.end());
}

// A vkey with the id that belongs to it, whatever the rest is.
inline std::string vkey_of(const std::string& name, uint8_t type, const Bytes& key) {
  Bytes typed = {type};
  typed.insert(typed.end(), key.begin(), key.end());
  const AnyVkey any{name, {}, type, key};
  return name + "+" + format_key_id(any.computed_id()) + "+" + base64_encode(typed);
}
inline std::string mldsa_vkey(unsigned number) {
  return vkey_of("mldsa.example/" + std::to_string(number), 6, Bytes(1312, static_cast<uint8_t>(number)));
}

// The id in a vkey, and the one that it should have.
inline std::string id_text(const std::string& vkey) { return vkey.substr(vkey.find('+') + 1, 8); }
inline std::string id_of(const std::string& vkey) {
  const auto key = parse_any_vkey(vkey);
  return key ? format_key_id(key->computed_id()) : "";
}

}  // namespace tlog::testing
