#pragma once
// Ed25519 (RFC 8032), pure, through OpenSSL. All throw std::bad_alloc where that has no memory.

#include <array>
#include <cstdint>

#include "libcore/base/bytes.h"

namespace tlog {

using Ed25519PublicKey = std::array<uint8_t, 32>;
using Ed25519Signature = std::array<uint8_t, 64>;

// The 32 bytes that RFC 8032 calls the private key. Wiped when it goes.
struct Ed25519Seed {
  std::array<uint8_t, 32> bytes{};
  Ed25519Seed() = default;
  Ed25519Seed(const Ed25519Seed&) = default;
  Ed25519Seed& operator=(const Ed25519Seed&) = default;
  ~Ed25519Seed() { wipe(bytes.data(), bytes.size()); }
};

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed);
Ed25519Signature ed25519_sign(const Ed25519Seed& seed, ByteView message);
// The same for many messages: the key is made ready once. Callable from any thread.
class Ed25519Signer {
 public:
  explicit Ed25519Signer(const Ed25519Seed& seed);
  ~Ed25519Signer();
  Ed25519Signer(const Ed25519Signer&) = delete;
  Ed25519Signer& operator=(const Ed25519Signer&) = delete;
  Ed25519Signature sign(ByteView message) const;

 private:
  void* ready_;  // a context that is copied for each message
};

// False also for a public key that is not a point of the curve, or is one of the eight of small order: for those,
// signatures that hold for many messages can be made without a secret.
bool ed25519_verify(const Ed25519PublicKey& key, ByteView message, const Ed25519Signature& signature);
// The same for many messages: the key is made ready once. Callable from any thread.
class Ed25519Verifier {
 public:
  explicit Ed25519Verifier(const Ed25519PublicKey& key);
  ~Ed25519Verifier();
  Ed25519Verifier(const Ed25519Verifier&) = delete;
  Ed25519Verifier& operator=(const Ed25519Verifier&) = delete;
  bool verify(ByteView message, const Ed25519Signature& signature) const;

 private:
  Ed25519PublicKey public_key_;
  void* ready_;  // a context that is copied for each message
};
// False for the keys of small order.
bool ed25519_is_usable(const Ed25519PublicKey& key);

}  // namespace tlog
