// Eight chunks at a time, with AVX2.
#if defined(__x86_64__)
#define LANES 8
#define LANE_TARGET __attribute__((target("avx2")))
#include "libcore/crypto/blake3_lanes.h"
namespace tlog {
const Blake3Kernel kBlake3Avx2 = {"avx2", [] { return __builtin_cpu_supports("avx2") != 0; }, 8, 3, many};
}
#else
#include "libcore/crypto/blake3_kernel.h"
namespace tlog {
const Blake3Kernel kBlake3Avx2 = {"avx2", [] { return false; }, 8, 0, nullptr};
}
#endif
