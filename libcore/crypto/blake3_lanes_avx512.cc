// Sixteen chunks at a time, with AVX-512.
#if defined(__x86_64__)
#define LANES 16
// Each compiler has its own word for "use the whole width".
#if defined(__clang__)
#define LANE_TARGET __attribute__((target("avx512f,avx512bw,avx512vl"), min_vector_width(512)))
#else
#define LANE_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,prefer-vector-width=512")))
#endif
#include "libcore/crypto/blake3_lanes.h"
namespace tlog {
const Blake3Kernel kBlake3Avx512 = {"avx512",
                                    [] {
                                      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                                             __builtin_cpu_supports("avx512vl");
                                    },
                                    16, 3, many};
}
#else
#include "libcore/crypto/blake3_kernel.h"
namespace tlog {
const Blake3Kernel kBlake3Avx512 = {"avx512", [] { return false; }, 16, 0, nullptr};
}
#endif
