#include "libcore/compress/decoder.h"

#include <fmt/core.h>

#include "libcore/compress/bzip2.h"
#include "libcore/compress/gzip.h"
#include "libcore/compress/zstd.h"

namespace tlog {

Compression detect_compression(ByteView head) {
  if (is_zstd(head)) return Compression::kZstd;
  if (is_bzip2(head)) return Compression::kBzip2;
  if (is_gzip(head)) return Compression::kGzip;
  return Compression::kNone;
}

std::unique_ptr<Decoder> make_decoder(Compression compression, uint64_t max_bytes) {
  switch (compression) {
    case Compression::kNone:
      return nullptr;
    case Compression::kZstd:
      return std::make_unique<ZstdDecoder>(max_bytes);
    case Compression::kBzip2:
      return std::make_unique<Bzip2Decoder>(max_bytes);
    case Compression::kGzip:
      return std::make_unique<GzipDecoder>(max_bytes);
  }
  ASSERT(false);
}

Error too_large(uint64_t max_bytes) {
  return Error(Errc::kMalformed, fmt::format("holds more than the limit of {} bytes", max_bytes))
      .hint("if it is meant to be that large, raise the limit (--max-size)");
}

}  // namespace tlog
