#include "libcore/chunk/se2.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "libcore/base/assert.h"
#include "libcore/base/byte_order.h"
#include "libcore/compress/brotli.h"
#include "libcore/crypto/blake3.h"

namespace tlog {

namespace {

void add_pad(Bytes& bytes, const Se2Keys& keys) {
  const size_t pad = keys.pad.size();
  for (size_t at = 0; at < bytes.size(); at += pad) {
    uint8_t* to = bytes.data() + at;
    const size_t n = std::min(pad, bytes.size() - at);
    for (size_t i = 0; i < n; i++) to[i] ^= keys.pad[i];
  }
}

}  // namespace

Se2Neighbours se2_neighbours(uint64_t piece, uint64_t pieces) {
  ASSERT(pieces >= 3 && piece < pieces);
  return {.first = (piece + pieces - 1) % pieces, .second = (piece + pieces - 2) % pieces};
}

Se2Keys se2_keys(const Se2Sources& sources, uint64_t piece, uint64_t level) {
  std::string material;
  for (const Hash& source : sources) material += as_text(source.bytes);
  append_le64(material, piece);
  append_le64(material, level);
  Blake3 hash = Blake3::derive_key("self_encryption/chunk/v2");
  hash.update(as_bytes(material));
  std::array<uint8_t, sizeof(Se2Keys::pad) + sizeof(ChachaKey) + sizeof(ChachaNonce)> derived;
  hash.finish(derived);
  Se2Keys keys;
  const uint8_t* from = derived.data();
  for (const std::span<uint8_t> part :
       {std::span<uint8_t>(keys.pad), std::span<uint8_t>(keys.key), std::span<uint8_t>(keys.nonce)}) {
    std::memcpy(part.data(), from, part.size());
    from += part.size();
  }
  return keys;
}

Bytes se2_seal(ByteView plain, const Se2Keys& keys) {
  Bytes bytes = brotli_compress(plain);
  chacha20_poly1305_seal(keys.key, keys.nonce, bytes);
  add_pad(bytes, keys);
  return bytes;
}

Result<Bytes> se2_open(Bytes stored, const Se2Keys& keys, size_t bytes) {
  add_pad(stored, keys);
  if (!chacha20_poly1305_open(keys.key, keys.nonce, stored)) {
    return Error(Errc::kMalformed, "it was not encrypted with the keys of the data map");
  }
  return brotli_decompress(stored, bytes);
}

}  // namespace tlog
