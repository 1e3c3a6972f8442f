#pragma once
// Some messages side by side with the SHA instructions of x86-64. The kernel is written against a set of instructions,
// so that its test can run it on a processor that lacks them, with each instruction computed as its manual describes
// it.

#if defined(__x86_64__)
#include <immintrin.h>

#include "libcore/crypto/sha256_kernel.h"

namespace tlog {

#define SHANI_TARGET __attribute__((always_inline, target("sha,ssse3,sse4.1"))) inline

// All of it before the arrays below are put in registers: each compiler has its own word for that.
#if defined(__clang__)
#define SHANI_UNROLL _Pragma("clang loop unroll(full)")
#else
#define SHANI_UNROLL _Pragma("GCC unroll 16")
#endif

// The instructions want the eight words of a state as two registers, from the highest lane: a b e f, and c d g h.
struct Sha256ShaniState {
  __m128i abef, cdgh;

  SHANI_TARGET void start() {
    const auto word = [](size_t i) { return static_cast<int>(kSha256Initial[i]); };
    abef = _mm_set_epi32(word(0), word(1), word(4), word(5));
    cdgh = _mm_set_epi32(word(2), word(3), word(6), word(7));
  }
  SHANI_TARGET void store(Hash& out) const {
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    const __m128i abcd = _mm_blend_epi16(feba, dchg, 0xf0), efgh = _mm_alignr_epi8(dchg, feba, 8);
    auto* const to = reinterpret_cast<__m128i*>(out.bytes.data());
    _mm_storeu_si128(to, _mm_shuffle_epi8(abcd, big_endian));
    _mm_storeu_si128(to + 1, _mm_shuffle_epi8(efgh, big_endian));
  }
};

// One block of each of N messages. A round waits for the one before it, so that there is time for those of another
// message. `Instructions` has msg1, msg2 and rounds2, which are SHA256MSG1, SHA256MSG2 and SHA256RNDS2 (Intel SDM,
// volume 2). always_inline, so that the caller's target attribute holds for all of it.
template <typename Instructions, size_t N>
SHANI_TARGET void sha256_shani_blocks(Sha256ShaniState* states, const uint8_t* const* blocks) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  // Nobody knows that these are the same for each block: in registers they would leave no room for the states.
  const uint32_t* rounds = kSha256Round.data();
  __asm__ volatile("" : "+r"(rounds));
  __m128i w[N][4], abef[N], cdgh[N];
  SHANI_UNROLL
  for (size_t s = 0; s < N; s++) {
    abef[s] = states[s].abef, cdgh[s] = states[s].cdgh;
    SHANI_UNROLL
    for (size_t i = 0; i < 4; i++) {
      w[s][i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(blocks[s] + 16 * i));
      w[s][i] = _mm_shuffle_epi8(w[s][i], big_endian);
    }
  }
  SHANI_UNROLL
  for (size_t i = 0; i < 16; i++) {  // four rounds each
    const __m128i round = _mm_load_si128(reinterpret_cast<const __m128i*>(rounds + 4 * i));
    SHANI_UNROLL
    for (size_t s = 0; s < N; s++) {
      __m128i& x = w[s][i & 3];
      if (i >= 4) {
        x = Instructions::msg1(x, w[s][(i + 1) & 3]);
        x = _mm_add_epi32(x, _mm_alignr_epi8(w[s][(i + 3) & 3], w[s][(i + 2) & 3], 4));
        x = Instructions::msg2(x, w[s][(i + 3) & 3]);
      }
      const __m128i k = _mm_add_epi32(x, round);
      cdgh[s] = Instructions::rounds2(cdgh[s], abef[s], k);
      abef[s] = Instructions::rounds2(abef[s], cdgh[s], _mm_shuffle_epi32(k, 0x0e));
    }
  }
  SHANI_UNROLL
  for (size_t s = 0; s < N; s++) {
    states[s].abef = _mm_add_epi32(abef[s], states[s].abef);
    states[s].cdgh = _mm_add_epi32(cdgh[s], states[s].cdgh);
  }
}

// N messages side by side, as long as there are so many; the rest one by one.
template <typename Instructions, size_t N>
SHANI_TARGET void sha256_shani_many(uint8_t prefix, const ByteView* messages, size_t count, Hash* out) {
  Sha256ShaniState states[N];
  Sha256Blocks blocks[N];
  size_t message_of[N], next = 0;
  const uint8_t* block[N];
  if (count >= N) {
    for (size_t s = 0; s < N; s++) {
      states[s].start();
      blocks[s].start(prefix, messages[message_of[s] = next++]);
    }
    for (bool all = true; all;) {
      for (size_t s = 0; s < N; s++) block[s] = blocks[s].next();
      sha256_shani_blocks<Instructions, N>(states, block);
      for (size_t s = 0; s < N; s++) {
        if (!blocks[s].done()) continue;
        states[s].store(out[message_of[s]]);
        all = all && next < count;
        if (next == count) continue;
        states[s].start();
        blocks[s].start(prefix, messages[message_of[s] = next++]);
      }
    }
  }
  for (size_t s = 0; s < N && count >= N; s++) {
    if (blocks[s].done()) continue;
    while (!blocks[s].done()) {
      block[0] = blocks[s].next();
      sha256_shani_blocks<Instructions, 1>(&states[s], block);
    }
    states[s].store(out[message_of[s]]);
  }
  for (; next < count; next++) {
    states[0].start();
    for (blocks[0].start(prefix, messages[next]); !blocks[0].done();) {
      block[0] = blocks[0].next();
      sha256_shani_blocks<Instructions, 1>(states, block);
    }
    states[0].store(out[next]);
  }
}

#undef SHANI_UNROLL
#undef SHANI_TARGET

}  // namespace tlog
#endif
