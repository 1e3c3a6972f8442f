// What each SHA-256 kernel takes for messages of the shapes that a log has: leaves of several lengths, and node pairs,
// in batches of several sizes. Prints a line of JSON for each; times are those of the thread, the best of many rounds.
//
//   sha256_bench [KERNEL]...
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

#include "libcore/crypto/sha256.h"

namespace {

using tlog::ByteView;
using tlog::Hash;

constexpr size_t kMaxCount = 256;
constexpr size_t kCounts[] = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256};
constexpr size_t kLeafBytes[] = {32, 100, 351, 4096};
constexpr double kSecondsForEach = 0.02;

double thread_seconds() {
  struct timespec now {};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <typename Call>
double ns_each(size_t count, const Call& call) {
  double best = 1e9;
  const double end = thread_seconds() + kSecondsForEach;
  const size_t repeat = std::max<size_t>(1, kMaxCount / count);
  while (thread_seconds() < end) {
    const double start = thread_seconds();
    for (size_t i = 0; i < repeat; i++) call();
    best = std::min(best, thread_seconds() - start);
  }
  return best * 1e9 / static_cast<double>(count * repeat);
}

void print(std::string_view kernel, std::string_view shape, size_t bytes, size_t count, double ns) {
  const std::string line =
      fmt::format(R"({{"type":"bench","name":"sha256","kernel":"{}","shape":"{}","bytes":{},"count":{},"ns":{:.1f}}})",
                  kernel, shape, bytes, count, ns);
  std::puts(line.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string_view> kernels(argv + 1, argv + argc);
  if (kernels.empty()) kernels = tlog::sha256_kernels();
  const std::vector<uint8_t> text(4096 + kMaxCount, 'x');
  std::vector<Hash> out(kMaxCount), in(2 * kMaxCount);
  for (const std::string_view kernel : kernels) {
    if (!tlog::use_sha256_kernel(kernel)) {
      std::fprintf(stderr, "sha256_bench: no such kernel here: %s\n", std::string(kernel).c_str());
      return 64;
    }
    for (const size_t count : kCounts) {
      print(kernel, "nodes", 64, count, ns_each(count, [&] { tlog::sha256_pairs(1, in.data(), count, out.data()); }));
      for (const size_t bytes : kLeafBytes) {
        std::vector<ByteView> messages;
        for (size_t i = 0; i < count; i++) messages.emplace_back(text.data() + i, bytes);
        print(kernel, "leaves", bytes, count, ns_each(count, [&] { tlog::sha256_many(0, messages, out.data()); }));
      }
      // As real entries are: 250 to 450 bytes.
      std::vector<ByteView> messages;
      for (size_t i = 0; i < count; i++) messages.emplace_back(text.data() + i, 250 + i * 7919 % 201);
      print(kernel, "mixed", 351, count, ns_each(count, [&] { tlog::sha256_many(0, messages, out.data()); }));
    }
  }
  return 0;
}
