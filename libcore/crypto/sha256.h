#pragma once
// SHA-256 (FIPS 180-4). A tree hashes millions of short messages, for which the call costs more than the hash; so the
// seam takes many messages per call, and the fastest kernel that the processor has does them side by side:
// SHA instructions in four streams, sixteen lanes of AVX-512, eight lanes of AVX2, or OpenSSL one by one.

#include <span>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/types.h"

namespace tlog {

Hash sha256(ByteView message);

// out[i] = SHA-256(prefix || messages[i]). `out` has room for messages.size() hashes.
void sha256_many(uint8_t prefix, std::span<const ByteView> messages, Hash* out);

// out[i] = SHA-256(prefix || in[2i] || in[2i+1]) for i < pairs. `out` may be `in`.
void sha256_pairs(uint8_t prefix, const Hash* in, size_t pairs, Hash* out);

// A message that comes in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(ByteView bytes);
  Hash finish();

 private:
  void* context_;
};

// The kernels that this processor can run, best first; the last one is always "openssl".
std::vector<std::string_view> sha256_kernels();
// The kernel in use.
std::string_view sha256_kernel();
// Makes the calls above use that kernel; false when the processor cannot. For tests and benches.
bool use_sha256_kernel(std::string_view name);

}  // namespace tlog
