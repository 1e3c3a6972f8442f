#include "libcore/compress/zstd.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <new>
#include <string>

namespace tlog {

namespace {

ZSTD_DStream* stream_of(void* stream) { return static_cast<ZSTD_DStream*>(stream); }

Error decode_error(size_t code) {
  switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation:
      throw std::bad_alloc();
    case ZSTD_error_prefix_unknown:
      return Error(Errc::kMalformed, "something that is not zstd stands behind a zstd frame");
    case ZSTD_error_frameParameter_windowTooLarge:
      return Error(Errc::kMalformed, "the zstd window is larger than 128 MiB")
          .hint("decompress it with zstd -dc --long=31 and give the result on standard input");
    default:
      return Error(Errc::kMalformed, std::string("damaged zstd data: ") + ZSTD_getErrorName(code));
  }
}

}  // namespace

bool is_zstd(ByteView head) {
  constexpr uint8_t kFrame[] = {0x28, 0xb5, 0x2f, 0xfd};
  constexpr uint8_t kSkippable[] = {0x2a, 0x4d, 0x18};  // behind a byte from 0x50 to 0x5f
  if (head.size() < 4) return false;
  return equal(head.first(4), kFrame) || ((head[0] & 0xf0) == 0x50 && equal(head.subspan(1, 3), kSkippable));
}

ZstdDecoder::ZstdDecoder(uint64_t max_bytes) : stream_(ZSTD_createDStream()), left_(max_bytes), max_bytes_(max_bytes) {
  if (stream_ == nullptr) throw std::bad_alloc();
  const size_t result = ZSTD_DCtx_setParameter(stream_of(stream_), ZSTD_d_windowLogMax, kMaxZstdWindowLog);
  ASSERT(!ZSTD_isError(result));
}

ZstdDecoder::~ZstdDecoder() { ZSTD_freeDStream(stream_of(stream_)); }

Result<DecodeStep> ZstdDecoder::decode(ByteView input, std::span<uint8_t> output) {
  ZSTD_inBuffer in{input.data(), input.size(), 0};
  // One byte beyond the limit tells what is too long from what just fits.
  const uint64_t room = std::min<uint64_t>(output.size(), left_ == UINT64_MAX ? left_ : left_ + 1);
  ZSTD_outBuffer out{output.data(), static_cast<size_t>(room), 0};
  while (out.pos < out.size && (in_frame_ || in.pos < in.size)) {
    const size_t before = in.pos + out.pos;
    const size_t result = ZSTD_decompressStream(stream_of(stream_), &out, &in);
    if (ZSTD_isError(result)) return decode_error(result);
    if (in.pos + out.pos == before) break;
    in_frame_ = result != 0;  // 0: the frame is decoded, checked and given out
  }
  if (out.pos > left_) return too_large(max_bytes_);
  left_ -= out.pos;
  return DecodeStep{.consumed = in.pos, .produced = out.pos};
}

Status ZstdDecoder::finish() {
  if (in_frame_) return Error(Errc::kMalformed, "the zstd data ends in the middle of a frame");
  return {};
}

}  // namespace tlog
