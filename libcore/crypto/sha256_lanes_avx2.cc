// Eight messages at a time, with AVX2.
#if defined(__x86_64__)
#define LANES 8
#define LANE_TARGET __attribute__((target("avx2")))
#include "libcore/crypto/sha256_lanes.h"
namespace tlog {
const Sha256Kernel kSha256Avx2 = {"avx2", [] { return __builtin_cpu_supports("avx2") != 0; }, 3, many};
}
#else
#include "libcore/crypto/sha256_kernel.h"
namespace tlog {
const Sha256Kernel kSha256Avx2 = {"avx2", [] { return false; }, 0, nullptr};
}
#endif
