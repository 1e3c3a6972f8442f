#pragma once
// Files to be cut into chunks: incompressible ones by the generator of the specification's vectors.

#include <cstdint>

#include "libcore/base/bytes.h"

namespace tlog::testing {

class Xorshift64 {
 public:
  explicit Xorshift64(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    return state_ ^= state_ << 17;
  }
  Bytes bytes(size_t size) {
    Bytes out(size);
    for (uint8_t& byte : out) byte = static_cast<uint8_t>(next());
    return out;
  }

 private:
  uint64_t state_;
};

constexpr uint64_t kSampleSeed = 0xDEADBEEFCAFEBABE;

}  // namespace tlog::testing
