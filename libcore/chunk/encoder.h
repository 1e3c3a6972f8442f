#pragma once
// From pieces of a file to chunks, and back. Making a chunk of a piece is what takes the time; it needs nothing but the
// piece, so that many are made at once, in threads of the caller:
//
//   PieceOrder order(format, split);
//   one thread:   while (const uint64_t n = order.next_bytes()) { read n bytes; if (auto piece = order.add(...)) hand
//   on }
//                 while (auto piece = order.take_kept()) hand on
//   many:         Chunk chunk = make_chunk(std::move(piece));
//   one thread:   store chunk.bytes; map.entries[chunk.piece] = chunk.entry;
//
// The pieces of se2 come in the order 2, 3, .., 0, 1, since the first two need the hashes of the last two.

#include <cstdint>
#include <optional>
#include <vector>

#include "libcore/chunk/data_map.h"
#include "libcore/chunk/se2.h"

namespace tlog {

struct Piece {
  ChunkFormat format = ChunkFormat::kPlain;
  uint64_t index = 0;
  uint64_t level = 0;
  Se2Sources sources;  // of se2
  Bytes bytes;
};

// What is stored.
struct Chunk {
  uint64_t piece = 0;
  MapEntry entry;
  Bytes bytes;
};

class PieceOrder {
 public:
  PieceOrder(ChunkFormat format, const Split& split, uint64_t level = 0)
      : format_(format), split_(split), level_(level) {}

  // How many bytes of the file the next piece has; 0 when there is none.
  uint64_t next_bytes() const { return added_ < split_.pieces ? split_.bytes_of(added_) : 0; }
  // The next piece, which has that many bytes. Nothing: it is kept for the end.
  std::optional<Piece> add(Bytes bytes);
  // The pieces that were kept, when all were added; then nothing.
  std::optional<Piece> take_kept();

 private:
  Piece make(uint64_t index, Bytes bytes) const;

  const ChunkFormat format_;
  const Split split_;
  const uint64_t level_;
  uint64_t added_ = 0, taken_ = 0;
  std::array<Bytes, 2> kept_;
  std::array<Hash, 2> first_;   // sources of the first two pieces
  std::array<Hash, 3> latest_;  // of the latest ones, the newest first
};

Chunk make_chunk(Piece piece);

// Puts a map of se2 into chunks as long as it has more than three pieces. What is left is to be kept, the chunks are to
// be stored. All are in memory: some eighty bytes for each piece.
std::vector<Chunk> shrink(DataMap& map);

// The piece that a chunk was made of: a part of `stored`, or of `room`. `stored` is what the address says
// (address_of()). malformed: the data map and the chunk do not go together.
Result<ByteView> open_chunk(const DataMap& map, uint64_t piece, ByteView stored, Bytes& room);

}  // namespace tlog
