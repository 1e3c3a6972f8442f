#pragma once
// gzip (RFC 1952), decoding.

#include <memory>

#include "libcore/compress/decoder.h"

namespace tlog {

bool is_gzip(ByteView head);

class GzipDecoder final : public Decoder {
 public:
  explicit GzipDecoder(uint64_t max_bytes);
  ~GzipDecoder() override;
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  Result<DecodeStep> decode(ByteView input, std::span<uint8_t> output) override;
  Status finish() override;

 private:
  struct Stream;  // zlib.h's, which stays out of this header
  std::unique_ptr<Stream> stream_;
  bool in_member_ = false;
  bool any_ = false;  // a member was decoded to its end
  uint64_t left_;     // of the limit
  const uint64_t max_bytes_;
};

// All of `input`. malformed: as a decoder has it.
Result<std::string> gunzip(ByteView input, uint64_t max_bytes);

}  // namespace tlog
