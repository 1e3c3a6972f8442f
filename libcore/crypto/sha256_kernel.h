#pragma once
// What a SHA-256 kernel is, and what the kernels share. See sha256.h for the seam that the rest of the library uses.

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "libcore/base/bytes.h"
#include "libcore/base/types.h"

namespace tlog {

struct Sha256Kernel {
  std::string_view name;
  bool (*usable)();   // on this processor
  size_t worth_from;  // below this many messages OpenSSL is faster
  // out[i] = SHA-256(prefix || messages[i]). out[i] may be written as soon as messages[0..i] have been read.
  void (*many)(uint8_t prefix, const ByteView* messages, size_t count, Hash* out);
};

extern const Sha256Kernel kSha256Shani, kSha256Avx512, kSha256Avx2, kSha256Openssl;

// FIPS 180-4 section 4.2.2 and 5.3.3.
// clang-format off
alignas(64) inline constexpr std::array<uint32_t, 64> kSha256Round = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
// clang-format on
inline constexpr std::array<uint32_t, 8> kSha256Initial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// The 64-byte blocks of prefix || message || padding, one after the other. Blocks that lie wholly inside the message
// are handed out where they are; the first and the last ones are put together in a scratch block.
class Sha256Blocks {
 public:
  void start(uint8_t prefix, ByteView message) {
    prefix_ = prefix;
    message_ = message;
    next_ = 0;
    count_ =
        (message.size() + 1 + 8) / 64 + 1;  // prefix, 0x80 and 8 length bytes: the message and 10 bytes, rounded up
  }
  bool done() const { return next_ == count_; }
  size_t left() const { return count_ - next_; }

  const uint8_t* next() {
    const size_t block = next_++, total = message_.size() + 1;
    if (block > 0 && 64 * block + 64 <= total) return message_.data() + 64 * block - 1;
    return message_.size() >= 64 ? edge(block) : short_one(block);
  }

 private:
  // Of a message that is not short, so that all copies have a length that the compiler knows.
  const uint8_t* edge(size_t block) {
    uint8_t* const scratch = bytes_ + 64;
    if (block == 0) {
      scratch[0] = prefix_;
      std::memcpy(scratch + 1, message_.data(), 63);
      return scratch;
    }
    const size_t begin = 64 * block, total = message_.size() + 1;
    std::memset(scratch, 0, 64);
    // The last 64 bytes of the message, of which those from `begin` on come into the block.
    if (begin < total) std::memcpy(bytes_ + (total - begin), message_.data() + message_.size() - 64, 64);
    finish(scratch, block);
    return scratch;
  }

  const uint8_t* short_one(size_t block) {
    uint8_t* const scratch = bytes_ + 64;
    std::memset(scratch, 0, 64);
    if (block == 0) {
      scratch[0] = prefix_;
      if (!message_.empty()) std::memcpy(scratch + 1, message_.data(), message_.size());
    }
    finish(scratch, block);
    return scratch;
  }

  // The padding, as far as it is in this block.
  void finish(uint8_t* scratch, size_t block) {
    const size_t begin = 64 * block, total = message_.size() + 1;
    if (begin <= total && total - begin < 64) scratch[total - begin] = 0x80;
    if (block + 1 < count_) return;
    const uint64_t bits = __builtin_bswap64(uint64_t{total} * 8);
    std::memcpy(scratch + 56, &bits, 8);
  }

  uint8_t prefix_ = 0;
  ByteView message_;
  size_t next_ = 0, count_ = 0;
  alignas(64) uint8_t bytes_[128];  // the second half is the scratch block
};

}  // namespace tlog
