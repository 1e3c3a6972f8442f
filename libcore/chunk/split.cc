#include "libcore/chunk/split.h"

#include <fmt/format.h>

#include "libcore/base/assert.h"

namespace tlog {

namespace {

uint64_t rounded_up(uint64_t bytes, uint64_t piece_bytes) {
  return bytes / piece_bytes + (bytes % piece_bytes == 0 ? 0 : 1);
}

Error too_many(uint64_t bytes, uint64_t piece_bytes) {
  return Error(Errc::kUsage,
               fmt::format("{} bytes in pieces of {} would be more than {} chunks", bytes, piece_bytes, kMaxPieces));
}

}  // namespace

Result<Split> split_plain(uint64_t bytes, uint64_t piece_bytes) {
  ASSERT(piece_bytes >= 1 && piece_bytes <= kMaxChunkBytes);
  const uint64_t pieces = rounded_up(bytes, piece_bytes);
  if (pieces > kMaxPieces) return too_many(bytes, piece_bytes);
  return Split{.bytes = bytes, .pieces = pieces, .piece_bytes = piece_bytes};
}

Result<Split> split_se2(uint64_t bytes) {
  if (bytes < kMinSe2Bytes) {
    return Error(Errc::kUsage,
                 fmt::format("{} bytes are too few for the format se2, which needs {}", bytes, kMinSe2Bytes));
  }
  if (bytes < kMinSe2Pieces * kMaxSe2PieceBytes) {
    return Split{.bytes = bytes, .pieces = kMinSe2Pieces, .piece_bytes = bytes / kMinSe2Pieces};
  }
  const uint64_t pieces = rounded_up(bytes, kMaxSe2PieceBytes);
  if (pieces > kMaxPieces) return too_many(bytes, kMaxSe2PieceBytes);
  return Split{.bytes = bytes, .pieces = pieces, .piece_bytes = kMaxSe2PieceBytes};
}

}  // namespace tlog
