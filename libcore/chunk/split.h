#pragma once
// How a file is cut into pieces, each of which becomes one chunk.
//
//   plain   pieces of one size, the last one shorter; an empty file has none
//   se2     three pieces at least: of a third each below 3 * kMaxSe2PieceBytes, else of kMaxSe2PieceBytes; the last
//   piece
//           has what remains. Files below three bytes cannot be cut so.

#include <cstdint>

#include "libcore/base/result.h"

namespace tlog {

// What a store takes as one object, at most.
constexpr uint64_t kMaxChunkBytes = 4'194'304;

// A piece of se2, so that its chunk fits whatever compression makes of it.
constexpr uint64_t kMaxSe2PieceBytes = 4'190'208;
constexpr uint64_t kMaxSe2ThirdBytes = kMaxSe2PieceBytes + 1;  // the last of three, when their sum is one short
constexpr uint64_t kMinSe2Bytes = 3;
constexpr uint64_t kMinSe2Pieces = 3;

// Of one file: 4 TiB in the largest pieces. A data map has all of them in memory, in some hundred megabytes.
constexpr uint64_t kMaxPieces = uint64_t{1} << 20;

struct Split {
  uint64_t bytes = 0;        // of the file
  uint64_t pieces = 0;       //
  uint64_t piece_bytes = 0;  // of each piece but the last

  uint64_t begin_of(uint64_t piece) const { return piece * piece_bytes; }
  uint64_t bytes_of(uint64_t piece) const { return piece + 1 < pieces ? piece_bytes : bytes - begin_of(piece); }
};

// usage: too many pieces; for se2 also a file that is too short.
Result<Split> split_plain(uint64_t bytes, uint64_t piece_bytes);
Result<Split> split_se2(uint64_t bytes);

}  // namespace tlog
