#pragma once
// The chunks of the format se2, which is self-encryption: the key of a piece comes from the BLAKE3 hashes of the piece
// and of two neighbours, so that only who has those hashes (the data map) reads the file, and equal files make equal
// chunks. Whoever has a file can therefore find out whether it is stored: that is the price.
//
//   source     = BLAKE3(piece)
//   pad, key, nonce = 52, 32, 12 bytes of BLAKE3 derive-key "self_encryption/chunk/v2" over
//                source || source of a neighbour || source of the next || u64le(piece) || u64le(level)
//   stored     = XOR(ChaCha20-Poly1305(key, nonce, brotli(piece)), pad over and over)
//   address    = BLAKE3(stored)
//
// `level` is 0 for a file, and counts up for the data maps that are stored in chunks themselves (data_map.h).
//
// This is the construction of Autonomi's clients, and they and we read each other's chunks. The addresses of one file
// need not be the same: they hang on what the compressor writes, and no two compressors write the same.

#include <array>
#include <cstdint>
#include <utility>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/crypto/chacha20_poly1305.h"

namespace tlog {

struct Se2Keys {
  std::array<uint8_t, 52> pad{};
  ChachaKey key{};
  ChachaNonce nonce{};
};

// The pieces of which the hashes go into the key of `piece`. The first two pieces need the last two.
struct Se2Neighbours {
  uint64_t first = 0, second = 0;
};
Se2Neighbours se2_neighbours(uint64_t piece, uint64_t pieces);

// Of the piece, its first and its second neighbour.
using Se2Sources = std::array<Hash, 3>;

Se2Keys se2_keys(const Se2Sources& sources, uint64_t piece, uint64_t level);

Bytes se2_seal(ByteView plain, const Se2Keys& keys);
// malformed: it was not sealed with these keys, or is not of this length.
Result<Bytes> se2_open(Bytes stored, const Se2Keys& keys, size_t bytes);

}  // namespace tlog
