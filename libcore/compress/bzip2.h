#pragma once
// bzip2, decoding.

#include <memory>

#include "libcore/compress/decoder.h"

namespace tlog {

bool is_bzip2(ByteView head);

class Bzip2Decoder final : public Decoder {
 public:
  explicit Bzip2Decoder(uint64_t max_bytes);
  ~Bzip2Decoder() override;
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;

  Result<DecodeStep> decode(ByteView input, std::span<uint8_t> output) override;
  Status finish() override;

 private:
  void start();
  void stop();

  struct Stream;  // bzlib.h's, which stays out of this header
  std::unique_ptr<Stream> stream_;
  bool in_stream_ = false;
  bool any_ = false;  // a stream was decoded to its end
  uint64_t left_;     // of the limit
  const uint64_t max_bytes_;
};

}  // namespace tlog
