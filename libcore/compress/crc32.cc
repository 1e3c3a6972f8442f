#include "libcore/compress/crc32.h"

#include <zlib.h>

namespace tlog {

uint32_t crc32(uint32_t sum, ByteView bytes) {
  return static_cast<uint32_t>(::crc32_z(sum, bytes.data(), bytes.size()));
}

uint32_t crc32_of_both(uint32_t first, uint32_t second, uint64_t second_bytes) {
  return static_cast<uint32_t>(::crc32_combine(first, second, static_cast<z_off_t>(second_bytes)));
}

}  // namespace tlog
