#pragma once
// Zstandard (RFC 8878), decoding.

#include "libcore/compress/decoder.h"

namespace tlog {

// The largest window, 128 MiB: what `zstd -d` accepts without --long, and the bound of a decoder's memory.
constexpr int kMaxZstdWindowLog = 27;

// Begins with the magic number of a frame, or of a skippable frame, with which parallel compressors begin.
bool is_zstd(ByteView head);

class ZstdDecoder final : public Decoder {
 public:
  explicit ZstdDecoder(uint64_t max_bytes);
  ~ZstdDecoder() override;
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;

  Result<DecodeStep> decode(ByteView input, std::span<uint8_t> output) override;
  Status finish() override;

 private:
  void* stream_;
  uint64_t left_;  // of the limit
  const uint64_t max_bytes_;
  bool in_frame_ = true;  // also before the first one
};

}  // namespace tlog
