#pragma once
// One message at a time with the SHA instructions of x86-64. The kernel is written against a set of instructions, so
// that its test can run it on a processor that lacks them, with each instruction computed as its manual describes it.

#if defined(__x86_64__)
#include <immintrin.h>

#include "libcore/crypto/sha256_kernel.h"

namespace tlog {

// `Instructions` has msg1, msg2 and rounds2, which are SHA256MSG1, SHA256MSG2 and SHA256RNDS2 (Intel SDM, volume 2).
// always_inline, so that the caller's target attribute holds for all of it.
template <typename Instructions>
__attribute__((always_inline, target("sha,ssse3,sse4.1"))) inline void sha256_shani_block(__m128i& abef, __m128i& cdgh,
                                                                                          const uint8_t* block) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  const __m128i abef0 = abef, cdgh0 = cdgh;
  __m128i w[4];
  for (size_t i = 0; i < 4; i++) {
    w[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
    w[i] = _mm_shuffle_epi8(w[i], big_endian);
  }
#pragma GCC unroll 16
  for (size_t i = 0; i < 16; i++) {  // four rounds each
    __m128i& x = w[i & 3];
    if (i >= 4) {
      x = Instructions::msg1(x, w[(i + 1) & 3]);
      x = _mm_add_epi32(x, _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4));
      x = Instructions::msg2(x, w[(i + 3) & 3]);
    }
    const __m128i k = _mm_add_epi32(x, _mm_load_si128(reinterpret_cast<const __m128i*>(&kSha256Round[4 * i])));
    cdgh = Instructions::rounds2(cdgh, abef, k);
    abef = Instructions::rounds2(abef, cdgh, _mm_shuffle_epi32(k, 0x0e));
  }
  abef = _mm_add_epi32(abef, abef0);
  cdgh = _mm_add_epi32(cdgh, cdgh0);
}

template <typename Instructions>
__attribute__((always_inline, target("sha,ssse3,sse4.1"))) inline void sha256_shani_many(uint8_t prefix,
                                                                                         const ByteView* messages,
                                                                                         size_t count, Hash* out) {
  const auto word = [](size_t i) { return static_cast<int>(kSha256Initial[i]); };
  for (size_t m = 0; m < count; m++) {
    // The instructions want the eight words as two registers, from the highest lane: a b e f, and c d g h.
    __m128i abef = _mm_set_epi32(word(0), word(1), word(4), word(5));
    __m128i cdgh = _mm_set_epi32(word(2), word(3), word(6), word(7));
    Sha256Blocks blocks;
    for (blocks.start(prefix, messages[m]); !blocks.done();)
      sha256_shani_block<Instructions>(abef, cdgh, blocks.next());
    uint32_t a[4], c[4];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(a), abef);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(c), cdgh);
    const uint32_t state[8] = {a[3], a[2], c[3], c[2], a[1], a[0], c[1], c[0]};
    for (size_t i = 0; i < 8; i++) {
      const uint32_t big = __builtin_bswap32(state[i]);
      std::memcpy(out[m].bytes.data() + 4 * i, &big, 4);
    }
  }
}

}  // namespace tlog
#endif
