#include "libcore/crypto/ed25519.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <new>

#include "libcore/base/assert.h"

namespace tlog {

namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// Of a call that fails only where there is no memory.
void must(bool done) {
  if (!done) throw std::bad_alloc();
}

Key private_key(const Ed25519Seed& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.bytes.data(), seed.bytes.size()));
  must(key != nullptr);
  return key;
}

// A context that was made ready, for one message: making one ready takes longer than copying it.
Context copy_of(const void* ready) {
  Context context(EVP_MD_CTX_new());
  must(context && EVP_MD_CTX_copy_ex(context.get(), static_cast<const EVP_MD_CTX*>(ready)) == 1);
  return context;
}

// What OpenSSL says: false also where it finds no memory on the way.
bool verifies(const Ed25519PublicKey& key, ByteView message, const Ed25519Signature& signature) {
  const Key handle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  const Context context(EVP_MD_CTX_new());
  must(handle && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1);
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

// The y coordinates of the points whose order divides 8, little-endian, the sign bit of x left out: 0, 1, -1 and the
// two of order 8, and the encodings of the same values that are not below the prime (0 + p, 1 + p).
constexpr std::array<Ed25519PublicKey, 7> kSmallOrder = {{
    {0},
    {1},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
}};

}  // namespace

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed) {
  const Key key = private_key(seed);
  Ed25519PublicKey out;
  size_t size = out.size();
  must(EVP_PKEY_get_raw_public_key(key.get(), out.data(), &size) == 1);
  ASSERT(size == out.size());
  return out;
}

Ed25519Signer::Ed25519Signer(const Ed25519Seed& seed) {
  const Key key = private_key(seed);
  Context context(EVP_MD_CTX_new());
  must(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  ready_ = context.release();
}
Ed25519Signer::~Ed25519Signer() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(ready_)); }

Ed25519Signature Ed25519Signer::sign(ByteView message) const {
  const Context context = copy_of(ready_);
  Ed25519Signature signature;
  size_t size = signature.size();
  must(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1);
  ASSERT(size == signature.size());
  return signature;
}

Ed25519Signature ed25519_sign(const Ed25519Seed& seed, ByteView message) { return Ed25519Signer(seed).sign(message); }

bool ed25519_is_usable(const Ed25519PublicKey& key) {
  Ed25519PublicKey y = key;
  y[31] &= 0x7f;
  return std::find(kSmallOrder.begin(), kSmallOrder.end(), y) == kSmallOrder.end();
}

bool ed25519_verify(const Ed25519PublicKey& key, ByteView message, const Ed25519Signature& signature) {
  if (!ed25519_is_usable(key)) return false;
  // A no that was want of memory must not stand. Where there is still none, asking again throws before it can say no.
  return verifies(key, message, signature) || verifies(key, message, signature);
}

Ed25519Verifier::Ed25519Verifier(const Ed25519PublicKey& key) : public_key_(key) {
  const Key handle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  Context context(EVP_MD_CTX_new());
  must(handle && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1);
  ready_ = context.release();
}
Ed25519Verifier::~Ed25519Verifier() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(ready_)); }

bool Ed25519Verifier::verify(ByteView message, const Ed25519Signature& signature) const {
  const Context context = copy_of(ready_);
  const bool holds =
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
  // A no has to stand on its own.
  return (holds && ed25519_is_usable(public_key_)) || ed25519_verify(public_key_, message, signature);
}

}  // namespace tlog
