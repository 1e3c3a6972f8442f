#include "libcore/compress/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <climits>
#include <new>

namespace tlog {

namespace {

constexpr int kGzipWindowBits = 15 + 16;  // the largest window; 16 asks for the gzip frame and nothing else
constexpr size_t kPieceBytes = 64 * 1024;

}  // namespace

struct GzipDecoder::Stream {
  z_stream z{};
};

bool is_gzip(ByteView head) {
  return head.size() >= 3 && head[0] == 0x1f && head[1] == 0x8b && head[2] == 8;  // 8: deflate, the only method
}

GzipDecoder::GzipDecoder(uint64_t max_bytes)
    : stream_(std::make_unique<Stream>()), left_(max_bytes), max_bytes_(max_bytes) {
  const int result = inflateInit2(&stream_->z, kGzipWindowBits);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  ASSERT(result == Z_OK);
}

GzipDecoder::~GzipDecoder() { inflateEnd(&stream_->z); }

Result<DecodeStep> GzipDecoder::decode(ByteView input, std::span<uint8_t> output) {
  // One byte beyond the limit tells what is too long from what just fits.
  const uint64_t room = std::min<uint64_t>(output.size(), left_ == UINT64_MAX ? left_ : left_ + 1);
  output = output.first(static_cast<size_t>(room));
  DecodeStep step;
  while (step.produced < output.size() && (in_member_ || step.consumed < input.size())) {
    in_member_ = true;  // the next member begins with the next byte
    const size_t in_size = std::min<size_t>(input.size() - step.consumed, UINT_MAX);
    const size_t out_size = std::min<size_t>(output.size() - step.produced, UINT_MAX);
    const size_t before = step.consumed + step.produced;
    z_stream& z = stream_->z;
    z.next_in = const_cast<uint8_t*>(input.data()) + step.consumed;  // it is only read
    z.avail_in = static_cast<unsigned>(in_size);
    z.next_out = output.data() + step.produced;
    z.avail_out = static_cast<unsigned>(out_size);
    const int result = inflate(&z, Z_NO_FLUSH);
    step.consumed += in_size - z.avail_in;
    step.produced += out_size - z.avail_out;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_STREAM_END) {
      in_member_ = false;
      any_ = true;
      ASSERT(inflateReset(&z) == Z_OK);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      const bool another = any_ && z.total_in <= 2;  // the magic number is what is wrong
      return Error(Errc::kMalformed,
                   another ? "something that is not gzip stands behind the gzip data" : "damaged gzip data");
    }
    if (step.consumed + step.produced == before) break;
  }
  if (step.produced > left_) return too_large(max_bytes_);
  left_ -= step.produced;
  return step;
}

Status GzipDecoder::finish() {
  if (in_member_ || !any_) return Error(Errc::kMalformed, "the gzip data ends in the middle");
  return {};
}

Result<std::string> gunzip(ByteView input, uint64_t max_bytes) {
  GzipDecoder decoder(max_bytes);
  std::array<uint8_t, kPieceBytes> piece;
  std::string out;
  while (true) {
    TRY(const DecodeStep step, decoder.decode(input, piece));
    out += as_text(ByteView(piece).first(step.produced));
    input = input.subspan(step.consumed);
    if (step.consumed + step.produced == 0) break;
  }
  CHECK(decoder.finish());
  return out;
}

}  // namespace tlog
