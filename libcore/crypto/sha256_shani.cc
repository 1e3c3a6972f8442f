#include "libcore/crypto/sha256_shani.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "libcore/crypto/sha256_kernel.h"

namespace tlog {

#if defined(__x86_64__)

namespace {

#define SHANI_TARGET __attribute__((always_inline, target("sha,ssse3,sse4.1")))

struct Native {
  SHANI_TARGET static __m128i msg1(__m128i a, __m128i b) { return _mm_sha256msg1_epu32(a, b); }
  SHANI_TARGET static __m128i msg2(__m128i a, __m128i b) { return _mm_sha256msg2_epu32(a, b); }
  SHANI_TARGET static __m128i rounds2(__m128i a, __m128i b, __m128i k) { return _mm_sha256rnds2_epu32(a, b, k); }
};

constexpr size_t kStreams = 4;  // measured (tests/bench/sha256_bench): two are nearly as good, three are not

__attribute__((target("sha,ssse3,sse4.1"))) void many(uint8_t prefix, const ByteView* messages, size_t count,
                                                      Hash* out) {
  sha256_shani_many<Native, kStreams>(prefix, messages, count, out);
}

// __builtin_cpu_supports() does not know the SHA instructions in g++ 12 and clang 14.
bool usable() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  constexpr unsigned kShaBit = 1u << 29;
  return (b & kShaBit) != 0 && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3");
}

}  // namespace

const Sha256Kernel kSha256Shani = {"shani", usable, 0, many};

#else

const Sha256Kernel kSha256Shani = {"shani", [] { return false; }, 0, nullptr};

#endif

}  // namespace tlog
