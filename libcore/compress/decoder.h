#pragma once
// Decompression in a stream, with a limit on what may come out: a few kilobytes can decode to terabytes.
//
//   const auto decoder = make_decoder(detect_compression(head), max_bytes);
//   for each piece of input, and at its end for the empty piece:
//     do { TRY(DecodeStep step, decoder->decode(piece, output)); ... } while (step.consumed + step.produced > 0);
//   CHECK(decoder->finish());
//
// The input is one or more frames (zstd), streams (bzip2) or members (gzip), one behind the other, and nothing else: a
// cut-off or damaged input and anything behind the last frame are malformed. Errors do not name the input; the caller
// does.

#include <cstdint>
#include <memory>
#include <span>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"

namespace tlog {

// What one call consumed and produced.
struct DecodeStep {
  size_t consumed = 0;
  size_t produced = 0;
};

class Decoder {
 public:
  virtual ~Decoder() = default;

  // Decodes from `input`, which may be empty, into `output`, which may not, until one of them is used up. Output that
  // had no room comes with the next call. malformed: the input is damaged, or more than the limit would come out.
  virtual Result<DecodeStep> decode(ByteView input, std::span<uint8_t> output) = 0;

  // Call at the end of the input, when decode gives nothing more.
  // malformed: the input ends in the middle, or there was none.
  virtual Status finish() = 0;
};

enum class Compression : uint8_t { kNone, kZstd, kBzip2, kGzip };

// How many bytes detect_compression wants to see, if there are as many.
constexpr size_t kMagicBytes = 4;

// By the first bytes, never by a name.
Compression detect_compression(ByteView head);

// Null for kNone.
std::unique_ptr<Decoder> make_decoder(Compression compression, uint64_t max_bytes);

// The error for an output beyond the limit; for plain input, which has no decoder, too.
Error too_large(uint64_t max_bytes);

}  // namespace tlog
