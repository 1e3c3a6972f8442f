#pragma once
// Brotli (RFC 7932), of pieces that are in memory as a whole, as the se2 chunks have it.

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"

namespace tlog {

// With quality 6 and a window of 4 MiB. Other encoders, and other versions of this one, write other bytes that mean the
// same. An input that does not get shorter becomes at most some kilobytes longer.
Bytes brotli_compress(ByteView plain);

// malformed: not exactly one whole stream, or one of another length than `bytes`. Never writes more than that.
Result<Bytes> brotli_decompress(ByteView packed, size_t bytes);

}  // namespace tlog
