#include "libcore/compress/bzip2.h"

#include <bzlib.h>

#include <algorithm>
#include <climits>
#include <new>

namespace tlog {

struct Bzip2Decoder::Stream {
  bz_stream bz{};
};

bool is_bzip2(ByteView head) {
  return head.size() >= 4 && as_text(head.first(3)) == "BZh" && head[3] >= '1' && head[3] <= '9';
}

Bzip2Decoder::Bzip2Decoder(uint64_t max_bytes)
    : stream_(std::make_unique<Stream>()), left_(max_bytes), max_bytes_(max_bytes) {}

Bzip2Decoder::~Bzip2Decoder() { stop(); }

void Bzip2Decoder::start() {
  stream_->bz = {};
  const int result = BZ2_bzDecompressInit(&stream_->bz, /*verbosity=*/0, /*small=*/0);
  if (result == BZ_MEM_ERROR) throw std::bad_alloc();
  ASSERT(result == BZ_OK);
  in_stream_ = true;
}

void Bzip2Decoder::stop() {
  if (!in_stream_) return;
  BZ2_bzDecompressEnd(&stream_->bz);
  in_stream_ = false;
}

Result<DecodeStep> Bzip2Decoder::decode(ByteView input, std::span<uint8_t> output) {
  // One byte beyond the limit tells what is too long from what just fits.
  const uint64_t room = std::min<uint64_t>(output.size(), left_ == UINT64_MAX ? left_ : left_ + 1);
  output = output.first(static_cast<size_t>(room));
  DecodeStep step;
  while (step.produced < output.size() && (in_stream_ || step.consumed < input.size())) {
    if (!in_stream_) start();  // the next stream begins with the next byte
    const size_t in_size = std::min<size_t>(input.size() - step.consumed, UINT_MAX);
    const size_t out_size = std::min<size_t>(output.size() - step.produced, UINT_MAX);
    const size_t before = step.consumed + step.produced;
    bz_stream& bz = stream_->bz;
    bz.next_in = const_cast<char*>(as_text(input).data()) + step.consumed;  // it is only read
    bz.avail_in = static_cast<unsigned>(in_size);
    bz.next_out = reinterpret_cast<char*>(output.data()) + step.produced;
    bz.avail_out = static_cast<unsigned>(out_size);
    const int result = BZ2_bzDecompress(&bz);
    step.consumed += in_size - bz.avail_in;
    step.produced += out_size - bz.avail_out;
    if (result == BZ_MEM_ERROR) throw std::bad_alloc();
    if (result == BZ_DATA_ERROR_MAGIC && any_) {
      return Error(Errc::kMalformed, "something that is not bzip2 stands behind a bzip2 stream");
    }
    if (result != BZ_OK && result != BZ_STREAM_END) return Error(Errc::kMalformed, "damaged bzip2 data");
    if (result == BZ_STREAM_END) {
      stop();
      any_ = true;
    }
    if (step.consumed + step.produced == before) break;
  }
  if (step.produced > left_) return too_large(max_bytes_);
  left_ -= step.produced;
  return step;
}

Status Bzip2Decoder::finish() {
  if (in_stream_ || !any_) return Error(Errc::kMalformed, "the bzip2 data ends in the middle of a stream");
  return {};
}

}  // namespace tlog
