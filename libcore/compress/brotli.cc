#include "libcore/compress/brotli.h"

#include <brotli/decode.h>
#include <brotli/encode.h>

#include <memory>
#include <new>

namespace tlog {

namespace {

constexpr int kQuality = 6;
constexpr int kWindowLog = 22;

struct FreeDecoder {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

Error malformed(const char* reason) { return Error(Errc::kMalformed, std::string("damaged brotli data: ") + reason); }

}  // namespace

Bytes brotli_compress(ByteView plain) {
  size_t size = BrotliEncoderMaxCompressedSize(plain.size());
  Bytes packed(size);
  const bool done = BrotliEncoderCompress(kQuality, kWindowLog, BROTLI_MODE_GENERIC, plain.size(), plain.data(), &size,
                                          packed.data()) == BROTLI_TRUE;
  if (!done) throw std::bad_alloc();  // there is room enough for every input
  packed.resize(size);
  return packed;
}

Result<Bytes> brotli_decompress(ByteView packed, size_t bytes) {
  std::unique_ptr<BrotliDecoderState, FreeDecoder> state(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  if (!state) throw std::bad_alloc();
  Bytes plain(bytes);
  const uint8_t* in = packed.data();
  size_t in_left = packed.size();
  uint8_t* out = plain.data();
  size_t out_left = bytes;
  switch (BrotliDecoderDecompressStream(state.get(), &in_left, &in, &out_left, &out, nullptr)) {
    case BROTLI_DECODER_RESULT_SUCCESS:
      break;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
      return malformed("it ends in the middle");
    case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
      return malformed("more comes out than there should");
    default:
      if (BrotliDecoderGetErrorCode(state.get()) <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES) throw std::bad_alloc();
      return malformed("it is no such stream");
  }
  if (in_left > 0) return malformed("something stands behind it");
  if (out_left > 0) return malformed("less comes out than there should");
  return plain;
}

}  // namespace tlog
