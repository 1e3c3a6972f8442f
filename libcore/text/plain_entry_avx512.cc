// 64 bytes in one register.
#include "libcore/text/plain_entry_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL_TARGET __attribute__((target("avx512f,avx512bw,pclmul,bmi")))
#define KERNEL_INLINE KERNEL_TARGET __attribute__((always_inline)) inline

namespace tlog {
namespace {

struct Text {
  __m512i x;
  KERNEL_INLINE explicit Text(const char* at) : x(_mm512_loadu_si512(at)) {}
  KERNEL_INLINE uint64_t equal(char c) const { return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(c)); }
  KERNEL_INLINE uint64_t digit() const {
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(x, _mm512_set1_epi8('0')), _mm512_set1_epi8(10));
  }
  KERNEL_INLINE uint64_t no_string() const {  // signed: what is above 0x7f is negative
    return _mm512_cmplt_epi8_mask(x, _mm512_set1_epi8(0x20)) | equal('\\');
  }
};

KERNEL_INLINE uint64_t parity_so_far(uint64_t x) {
  const __m128i word = _mm_cvtsi64_si128(static_cast<int64_t>(x));
  return static_cast<uint64_t>(_mm_cvtsi128_si64(_mm_clmulepi64_si128(word, _mm_set1_epi8(-1), 0)));
}

#include "libcore/text/plain_entry_rules.h"

bool usable() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("pclmul") &&
         __builtin_cpu_supports("bmi");
}

}  // namespace

const PlainEntryKernel kPlainEntryAvx512 = {"avx512", usable, is_plain};

}  // namespace tlog

#else
namespace tlog {
const PlainEntryKernel kPlainEntryAvx512 = {"avx512", [] { return false; }, nullptr};
}
#endif
