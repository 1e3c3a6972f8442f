#pragma once
// The CRC-32 of IEEE 802.3, as zlib and gzip have it (RFC 1952 8): finds damage, and stops nobody who means it.

#include <cstdint>

#include "libcore/base/bytes.h"

namespace tlog {

// Of bytes that come in pieces: `sum` is that of those before, 0 at the beginning.
uint32_t crc32(uint32_t sum, ByteView bytes);

// Of bytes with the sum `first` and behind them `second_bytes` bytes with the sum `second`.
uint32_t crc32_of_both(uint32_t first, uint32_t second, uint64_t second_bytes);

}  // namespace tlog
