#include "libcore/note/cosignature.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/assert.h"

namespace tlog {

namespace {

constexpr size_t kTimeBytes = 8;
constexpr size_t kCosignatureBytes = kTimeBytes + std::tuple_size_v<Ed25519Signature>;

std::string signed_message(uint64_t time, std::string_view text) {
  return fmt::format("cosignature/v1\ntime {}\n{}", time, text);
}

}  // namespace

std::optional<uint64_t> cosignature_time(ByteView signature) {
  if (signature.size() != kCosignatureBytes) return std::nullopt;
  const uint64_t time = load_be64(signature.data());
  if (time > kMaxCosignatureTime) return std::nullopt;
  return time;
}

bool cosignature_holds(ByteView signature, const Ed25519PublicKey& key, std::string_view text) {
  const auto time = cosignature_time(signature);
  if (!time) return false;
  Ed25519Signature bytes;
  std::copy(signature.begin() + kTimeBytes, signature.end(), bytes.begin());
  return ed25519_verify(key, as_bytes(signed_message(*time, text)), bytes);
}

Bytes cosignature(const Ed25519Signer& signer, uint64_t time, std::string_view text) {
  ASSERT(text.ends_with('\n') && time <= kMaxCosignatureTime);
  const Ed25519Signature signature = signer.sign(as_bytes(signed_message(time, text)));
  Bytes bytes(kTimeBytes);
  for (size_t i = 0; i < kTimeBytes; i++) bytes[i] = static_cast<uint8_t>(time >> (56 - 8 * i));
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  return bytes;
}

NoteSignature cosign_text(const SigningKey& key, uint64_t time, std::string_view text) {
  ASSERT(key.type == KeyType::kCosigner);
  return {key.name, key.verifier().id(), cosignature(Ed25519Signer(key.seed), time, text)};
}

}  // namespace tlog
