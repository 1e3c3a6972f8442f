// 64 bytes in two registers.
#include "libcore/text/plain_entry_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL_TARGET __attribute__((target("avx2,pclmul,bmi")))
#define KERNEL_INLINE KERNEL_TARGET __attribute__((always_inline)) inline

namespace tlog {
namespace {

KERNEL_INLINE __m256i equal_bytes(__m256i x, char c) { return _mm256_cmpeq_epi8(x, _mm256_set1_epi8(c)); }
KERNEL_INLINE __m256i digits(__m256i x) {
  return _mm256_and_si256(_mm256_cmpgt_epi8(x, _mm256_set1_epi8('0' - 1)),
                          _mm256_cmpgt_epi8(_mm256_set1_epi8('9' + 1), x));
}
KERNEL_INLINE __m256i no_strings(__m256i x) {  // signed: what is above 0x7f is negative
  return _mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), x), equal_bytes(x, '\\'));
}
KERNEL_INLINE uint64_t bits(__m256i low, __m256i high) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(low)) |
         static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(high))) << 32;
}

struct Text {
  __m256i x, y;
  KERNEL_INLINE explicit Text(const char* at)
      : x(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at))),
        y(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32))) {}
  KERNEL_INLINE uint64_t equal(char c) const { return bits(equal_bytes(x, c), equal_bytes(y, c)); }
  KERNEL_INLINE uint64_t digit() const { return bits(digits(x), digits(y)); }
  KERNEL_INLINE uint64_t no_string() const { return bits(no_strings(x), no_strings(y)); }
};

KERNEL_INLINE uint64_t parity_so_far(uint64_t x) {
  const __m128i word = _mm_cvtsi64_si128(static_cast<int64_t>(x));
  return static_cast<uint64_t>(_mm_cvtsi128_si64(_mm_clmulepi64_si128(word, _mm_set1_epi8(-1), 0)));
}

#include "libcore/text/plain_entry_rules.h"

bool usable() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi");
}

}  // namespace

const PlainEntryKernel kPlainEntryAvx2 = {"avx2", usable, is_plain};

}  // namespace tlog

#else
namespace tlog {
const PlainEntryKernel kPlainEntryAvx2 = {"avx2", [] { return false; }, nullptr};
}
#endif
