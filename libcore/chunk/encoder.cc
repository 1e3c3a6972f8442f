#include "libcore/chunk/encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libcore/base/assert.h"
#include "libcore/crypto/blake3.h"

namespace tlog {

std::optional<Piece> PieceOrder::add(Bytes bytes) {
  ASSERT(next_bytes() > 0 && bytes.size() == next_bytes());
  const uint64_t index = added_++;
  if (format_ == ChunkFormat::kPlain) return make(index, std::move(bytes));
  std::rotate(latest_.begin(), latest_.end() - 1, latest_.end());
  latest_[0] = blake3(bytes);
  if (index >= kept_.size()) return make(index, std::move(bytes));
  first_[index] = latest_[0];
  kept_[index] = std::move(bytes);
  return std::nullopt;
}

std::optional<Piece> PieceOrder::take_kept() {
  ASSERT(added_ == split_.pieces);
  if (format_ == ChunkFormat::kPlain || taken_ == kept_.size()) return std::nullopt;
  const uint64_t index = taken_++;
  return make(index, std::move(kept_[index]));
}

Piece PieceOrder::make(uint64_t index, Bytes bytes) const {
  Piece piece{.format = format_, .index = index, .level = level_, .sources = {}, .bytes = std::move(bytes)};
  if (format_ == ChunkFormat::kPlain) return piece;
  if (index == 0) {
    piece.sources = {first_[0], latest_[0], latest_[1]};
  } else if (index == 1) {
    piece.sources = {first_[1], first_[0], latest_[0]};
  } else {
    piece.sources = latest_;
  }
  return piece;
}

Chunk make_chunk(Piece piece) {
  Chunk chunk{.piece = piece.index, .entry = {}, .bytes = std::move(piece.bytes)};
  if (piece.format == ChunkFormat::kSe2) {
    chunk.entry.source = piece.sources[0];
    chunk.bytes = se2_seal(chunk.bytes, se2_keys(piece.sources, piece.index, piece.level));
  }
  ASSERT(chunk.bytes.size() <= kMaxChunkBytes);
  chunk.entry.address = address_of(chunk.bytes);
  return chunk;
}

std::vector<Chunk> shrink(DataMap& map) {
  std::vector<Chunk> chunks;
  while (map.format == ChunkFormat::kSe2 && map.entries.size() > kMinSe2Pieces) {
    const std::string inner = format_inner_map(map);
    auto split = split_se2(inner.size());
    ASSERT(split && map.level < kMaxMapLevel);
    map = {.format = ChunkFormat::kSe2, .split = *split, .level = map.level + 1, .entries = {}};
    map.entries.resize(split->pieces);
    PieceOrder order(map.format, map.split, map.level);
    const auto add = [&](std::optional<Piece> piece) {
      if (!piece) return false;
      chunks.push_back(make_chunk(std::move(*piece)));
      map.entries[chunks.back().piece] = chunks.back().entry;
      return true;
    };
    size_t at = 0;
    while (const uint64_t n = order.next_bytes()) {
      const ByteView bytes = as_bytes(std::string_view(inner).substr(at, n));
      add(order.add(Bytes(bytes.begin(), bytes.end())));
      at += n;
    }
    while (add(order.take_kept())) {
    }
  }
  return chunks;
}

Result<ByteView> open_chunk(const DataMap& map, uint64_t piece, ByteView stored, Bytes& room) {
  ASSERT(piece < map.entries.size());
  const uint64_t bytes = map.split.bytes_of(piece);
  if (map.format == ChunkFormat::kPlain) {
    if (stored.size() == bytes) return stored;
    return Error(Errc::kMalformed, fmt::format("the data map says that piece {} has {} bytes, its chunk has {}", piece,
                                               bytes, stored.size()));
  }
  const Se2Neighbours neighbours = se2_neighbours(piece, map.entries.size());
  const Se2Sources sources = {map.entries[piece].source, map.entries[neighbours.first].source,
                              map.entries[neighbours.second].source};
  auto plain = se2_open(Bytes(stored.begin(), stored.end()), se2_keys(sources, piece, map.level), bytes);
  if (!plain) return std::move(plain).error().context(fmt::format("piece {}", piece));
  if (blake3(*plain) != sources[0]) {
    return Error(Errc::kMalformed, fmt::format("piece {} is not what the data map says", piece));
  }
  room = *std::move(plain);
  return ByteView(room);
}

}  // namespace tlog
