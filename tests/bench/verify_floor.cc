// The floor of a whole-log check: what it costs to read all bundles and level-0 tiles of a log, and to hash the leaves
// and the inner nodes, when nothing else is done: nothing is compared. A check is measured against it in the same run,
// on the same log (tests/bench/bench_verify).
//
//   verify_floor LOG ENTRIES [THREADS]     prints a line of JSON
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/number.h"
#include "libcore/crypto/sha256.h"

namespace {

using tlog::ByteView;
using tlog::Hash;

constexpr uint64_t kWidth = 256;
constexpr size_t kMaxBundle = kWidth * 65537;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "verify_floor: %s: %s\n", what.c_str(), std::strerror(errno));
  std::exit(74);
}

std::string object_path(const std::string& folder, uint64_t index, uint64_t width) {
  std::string path = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) path = fmt::format("x{:03}/", index % 1000) + path;
  path = folder + "/" + path;
  return width < kWidth ? path + fmt::format(".p/{}", width) : path;
}

// Memory that is not touched costs nothing.
using Buffer = std::unique_ptr<uint8_t[]>;

size_t read_whole(const std::string& path, const Buffer& buffer, size_t size) {
  const int fd = ::open(path.c_str(), O_RDONLY);
  if (fd < 0) fail(path);
  const ssize_t n = ::read(fd, buffer.get(), size);
  if (n < 0) fail(path);
  ::close(fd);
  return static_cast<size_t>(n);
}

struct Worker {
  Buffer bundle = std::make_unique_for_overwrite<uint8_t[]>(kMaxBundle);
  Buffer tile = std::make_unique_for_overwrite<uint8_t[]>(kWidth * sizeof(Hash));
  std::vector<ByteView> entries;
  std::vector<Hash> hashes;
  uint64_t bytes = 0;

  Hash hash(const std::string& log, uint64_t index, uint64_t width) {
    const size_t size = read_whole(object_path(log + "/tile/entries", index, width), bundle, kMaxBundle);
    bytes += size + read_whole(object_path(log + "/tile/0", index, width), tile, kWidth * sizeof(Hash));
    entries.clear();
    for (size_t at = 0; at + 2 <= size;) {
      const size_t length = tlog::load_be16(&bundle[at]);
      entries.push_back(ByteView(&bundle[at + 2], length));
      at += 2 + length;
    }
    hashes.resize(entries.size());
    tlog::sha256_many(0, entries, hashes.data());
    for (size_t left = hashes.size(); left > 1; left /= 2)
      tlog::sha256_pairs(1, hashes.data(), left / 2, hashes.data());
    return hashes.empty() ? Hash() : hashes[0];
  }
};

}  // namespace

int main(int argc, char** argv) {
  const auto count = argc >= 3 ? tlog::parse_u64(argv[2]) : std::nullopt;
  const auto said = argc >= 4 ? tlog::parse_u64(argv[3], 256) : std::optional<uint64_t>(1);
  if (!count || !said || *said == 0 || argc > 4) {
    std::fputs("usage: verify_floor LOG ENTRIES [THREADS]\n", stderr);
    return 64;
  }
  const std::string log = argv[1];
  const auto start = std::chrono::steady_clock::now();
  std::atomic<uint64_t> next{0}, bytes{0}, folded{0};
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < *said; i++) {
    threads.emplace_back([&] {
      Worker worker;
      while (true) {
        const uint64_t index = next++;
        if (index * kWidth >= *count) break;
        folded ^= worker.hash(log, index, std::min(kWidth, *count - index * kWidth)).bytes[0];
      }
      bytes += worker.bytes;
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("{{\"type\":\"floor\",\"entries\":{},\"bytes\":{},\"threads\":{},\"kernel\":\"{}\",\"seconds\":{:.4f}}}\n",
             *count, bytes.load(), *said, tlog::sha256_kernel(), seconds);
  return folded > 256;  // never: so that nothing of it is left out
}
