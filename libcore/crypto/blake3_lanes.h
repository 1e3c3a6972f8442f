// BLAKE3 of many inputs side by side, one in each lane of a wide register. Included by the file of each register width,
// after it has defined LANES and LANE_TARGET (lanes.h).

#include <algorithm>

#include "libcore/crypto/blake3_kernel.h"
#include "libcore/crypto/lanes.h"

namespace tlog {
namespace {

// A turn by whole bytes is a shuffle of bytes where there is no instruction that turns words.
template <size_t Bytes, size_t... I>
LANE_INLINE void turn_bytes(Lanes& out, const Lanes& x, std::index_sequence<I...>) {
  typedef uint8_t Octets __attribute__((vector_size(4 * LANES)));
  Octets octets;
  std::memcpy(&octets, &x, sizeof octets);
  octets = __builtin_shufflevector(octets, octets, ((I & ~size_t{3}) | ((I + Bytes) & 3))...);
  std::memcpy(&out, &octets, sizeof out);
}

template <unsigned N>
LANE_INLINE void turn(Lanes& out, const Lanes& x) {
  if constexpr (N % 8 == 0 && LANES < 16) {
    turn_bytes<N / 8>(out, x, std::make_index_sequence<4 * LANES>());
  } else {
    rotate_right(out, x, N);
  }
}

LANE_INLINE void mix(Lanes& a, Lanes& b, Lanes& c, Lanes& d, const Lanes& x, const Lanes& y) {
  a += b + x;
  d ^= a;
  turn<16>(d, d);
  c += d;
  b ^= c;
  turn<12>(b, b);
  a += b + y;
  d ^= a;
  turn<8>(d, d);
  c += d;
  b ^= c;
  turn<7>(b, b);
}

// One block of each lane.
LANE_TARGET __attribute__((noinline)) void compress(Lanes (&cv)[8], const uint8_t* const (&blocks)[LANES],
                                                    const Lanes (&counter)[2], uint32_t flags) {
  Lanes m[16];
  for (size_t part = 0; part < 16; part += LANES) {
#pragma GCC unroll 16
    for (size_t lane = 0; lane < LANES; lane++) std::memcpy(&m[part + lane], blocks[lane] + 4 * part, sizeof(Lanes));
    transpose<LANES / 2>(m + part);
  }
  Lanes v[16];
#pragma GCC unroll 8
  for (size_t i = 0; i < 8; i++) v[i] = cv[i];
#pragma GCC unroll 4
  for (size_t i = 0; i < 4; i++) v[8 + i] = Lanes{} + kBlake3Initial[i];
  v[12] = counter[0];
  v[13] = counter[1];
  v[14] = Lanes{} + 64;
  v[15] = Lanes{} + flags;
#pragma GCC unroll 7
  for (size_t round = 0; round < 7; round++) {
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; i++) {
      mix(v[kBlake3Mixings[i][0]], v[kBlake3Mixings[i][1]], v[kBlake3Mixings[i][2]], v[kBlake3Mixings[i][3]],
          m[kBlake3Schedule[round][2 * i]], m[kBlake3Schedule[round][2 * i + 1]]);
    }
  }
#pragma GCC unroll 8
  for (size_t i = 0; i < 8; i++) cv[i] = v[i] ^ v[i + 8];
}

// The first `count` lanes, which is at most LANES.
LANE_TARGET void row(const Blake3Inputs& in, size_t first, size_t count, uint8_t* out) {
  const size_t size = 64 * in.blocks;
  const uint8_t* block[LANES];
  alignas(64) uint32_t low[LANES], high[LANES];
  for (size_t lane = 0; lane < LANES; lane++) {
    const size_t input = first + std::min(lane, count - 1);  // an idle lane does what the last one does
    block[lane] = in.bytes + input * size;
    const uint64_t counter = in.counter + input * in.step;
    low[lane] = static_cast<uint32_t>(counter);
    high[lane] = static_cast<uint32_t>(counter >> 32);
  }
  Lanes counter[2], cv[8];
  std::memcpy(&counter[0], low, sizeof low);
  std::memcpy(&counter[1], high, sizeof high);
  for (size_t i = 0; i < 8; i++) cv[i] = Lanes{} + in.key[i];
  for (size_t b = 0; b < in.blocks; b++) {
    compress(cv, block, counter, in.flags | (b == 0 ? in.first : 0) | (b + 1 == in.blocks ? in.last : 0));
    for (size_t lane = 0; lane < LANES; lane++) block[lane] += 64;
  }
  Lanes rows[LANES] = {};
  std::memcpy(rows, cv, sizeof cv);
  transpose<LANES / 2>(rows);
  for (size_t lane = 0; lane < count; lane++) std::memcpy(out + 32 * (first + lane), &rows[lane], 32);
}

void many(const Blake3Inputs& in, uint8_t* out) {
  for (size_t first = 0; first < in.count; first += LANES)
    row(in, first, std::min<size_t>(LANES, in.count - first), out);
}

}  // namespace
}  // namespace tlog
