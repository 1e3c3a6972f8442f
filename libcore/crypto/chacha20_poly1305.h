#pragma once
// ChaCha20-Poly1305 (RFC 8439) without additional data, through OpenSSL. A key and a nonce belong to one message.

#include <array>
#include <cstdint>

#include "libcore/base/bytes.h"

namespace tlog {

using ChachaKey = std::array<uint8_t, 32>;
using ChachaNonce = std::array<uint8_t, 12>;
constexpr size_t kPoly1305TagBytes = 16;

// Encrypts `message` where it is, and appends the tag.
void chacha20_poly1305_seal(const ChachaKey& key, const ChachaNonce& nonce, Bytes& message);

// The inverse. False when the tag is wrong or missing; `sealed` is then to be thrown away.
bool chacha20_poly1305_open(const ChachaKey& key, const ChachaNonce& nonce, Bytes& sealed);

}  // namespace tlog
