// SHA-256 of many messages side by side, one in each lane of a wide register. Included by the file of each register
// width, after it has defined LANES and LANE_TARGET (lanes.h).

#include "libcore/crypto/lanes.h"
#include "libcore/crypto/sha256_kernel.h"

namespace tlog {
namespace {

// One block of each lane. `state` is eight words of LANES lanes.
LANE_TARGET __attribute__((noinline)) void compress(uint32_t (&state)[8][LANES],
                                                    const uint8_t* const (&blocks)[LANES]) {
  Lanes w[16];
  for (size_t part = 0; part < 16; part += LANES) {
#pragma GCC unroll 16
    for (size_t lane = 0; lane < LANES; lane++) std::memcpy(&w[part + lane], blocks[lane] + 4 * part, sizeof(Lanes));
    transpose<LANES / 2>(w + part);
  }
#pragma GCC unroll 16
  for (size_t i = 0; i < 16; i++) {  // big-endian
    Lanes left, right;
    rotate_right(left, w[i], 24);
    rotate_right(right, w[i], 8);
    w[i] = (left & 0x00ff00ffu) | (right & 0xff00ff00u);
  }
  Lanes s[8], v[8];
  std::memcpy(s, state, sizeof s);
  std::memcpy(v, s, sizeof v);
#pragma GCC unroll 64
  for (size_t i = 0; i < 64; i++) {
    Lanes x, y, z;
    if (i >= 16) {
      const Lanes w15 = w[(i + 1) & 15], w2 = w[(i + 14) & 15];
      rotate_right(x, w15, 7), rotate_right(y, w15, 18);
      const Lanes s0 = x ^ y ^ (w15 >> 3);
      rotate_right(x, w2, 17), rotate_right(y, w2, 19);
      const Lanes s1 = x ^ y ^ (w2 >> 10);
      w[i & 15] += s0 + w[(i + 9) & 15] + s1;
    }
    // a..h are v[0..7], renamed instead of moved.
    Lanes &a = v[(64 - i) & 7], &b = v[(65 - i) & 7], &c = v[(66 - i) & 7], &d = v[(67 - i) & 7];
    Lanes &e = v[(68 - i) & 7], &f = v[(69 - i) & 7], &g = v[(70 - i) & 7], &h = v[(71 - i) & 7];
    rotate_right(x, e, 6), rotate_right(y, e, 11), rotate_right(z, e, 25);
    h += (x ^ y ^ z) + (((f ^ g) & e) ^ g) + w[i & 15] + kSha256Round[i];
    d += h;
    rotate_right(x, a, 2), rotate_right(y, a, 13), rotate_right(z, a, 22);
    h += (x ^ y ^ z) + (((a | b) & c) | (a & b));
  }
  for (size_t i = 0; i < 8; i++) s[i] += v[i];
  std::memcpy(state, s, sizeof s);
}

void many(uint8_t prefix, const ByteView* messages, size_t count, Hash* out) {
  alignas(64) uint32_t state[8][LANES];
  Sha256Blocks blocks[LANES];
  size_t message_of[LANES];
  alignas(64) static const uint8_t kIdle[64] = {};
  const uint8_t* block[LANES];
  size_t next = 0, running = 0;
  bool busy[LANES] = {};
  const auto start = [&](size_t lane) {
    busy[lane] = next < count;
    if (!busy[lane]) return;
    running++;
    message_of[lane] = next;
    blocks[lane].start(prefix, messages[next++]);
    for (size_t i = 0; i < 8; i++) state[i][lane] = kSha256Initial[i];
  };
  for (size_t lane = 0; lane < LANES; lane++) start(lane);
  while (running > 0) {
    for (size_t lane = 0; lane < LANES; lane++) block[lane] = busy[lane] ? blocks[lane].next() : kIdle;
    compress(state, block);
    for (size_t lane = 0; lane < LANES; lane++) {
      if (!busy[lane] || !blocks[lane].done()) continue;
      uint8_t* to = out[message_of[lane]].bytes.data();
      for (size_t i = 0; i < 8; i++) {
        const uint32_t word = __builtin_bswap32(state[i][lane]);
        std::memcpy(to + 4 * i, &word, 4);
      }
      running--;
      start(lane);
    }
  }
}

}  // namespace
}  // namespace tlog
