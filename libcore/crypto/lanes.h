// Words of 32 bits side by side in a wide register, for the hashes that work on many messages at once. Included, by way
// of such a hash, by the file of each register width, which defines, before: LANES, the number of words, and
// LANE_TARGET, the function attribute that lets the compiler use those registers in these functions and nowhere else.
// (Compiling a whole file for a newer processor would also compile the inline functions of other headers for it, and
// the linker may keep those for everybody.)

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace tlog {
namespace {

typedef uint32_t Lanes __attribute__((vector_size(4 * LANES)));

#define LANE_INLINE LANE_TARGET __attribute__((always_inline)) static inline

LANE_INLINE void rotate_right(Lanes& out, const Lanes& x, unsigned n) { out = (x >> n) | (x << (32 - n)); }

// r[i][j] = r[j][i], by swapping off-diagonal squares of side D, D/2, .. 1.
template <size_t D, size_t... J>
LANE_INLINE void swap_squares(Lanes& a, Lanes& b, std::index_sequence<J...>) {
  const Lanes low = __builtin_shufflevector(a, b, ((J & D) != 0 ? LANES + J - D : J)...);
  const Lanes high = __builtin_shufflevector(a, b, ((J & D) != 0 ? LANES + J : J + D)...);
  a = low;
  b = high;
}

template <size_t D>
LANE_INLINE void transpose(Lanes* rows) {
#pragma GCC unroll 16
  for (size_t i = 0; i < LANES; i++) {
    if ((i & D) == 0) swap_squares<D>(rows[i], rows[i + D], std::make_index_sequence<LANES>());
  }
  if constexpr (D > 1) transpose<D / 2>(rows);
}

}  // namespace
}  // namespace tlog
