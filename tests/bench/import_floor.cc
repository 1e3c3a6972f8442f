// The floor of a bulk import: what it costs to hash and to write N entries when nothing else is done. No parsing, no
// checks, no manifest, no checkpoint: the input is mapped and cut into lines, these are hashed with the best kernel
// that the processor has, the bundles and tiles that C2SP tlog-tiles asks for are created, and one syncfs makes them
// durable. An importer is measured against it in the same run, on the same input, in the same file system
// (tests/bench/import).
//
//   import_floor ENTRIES OUT_DIR [THREADS [KERNEL]]     prints a line of JSON
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "libcore/base/number.h"
#include "libcore/crypto/sha256.h"

namespace {

using tlog::ByteView;
using tlog::Hash;

constexpr size_t kWidth = 256;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "import_floor: %s: %s\n", what.c_str(), std::strerror(errno));
  std::exit(74);
}

std::string tile_path(const std::string& folder, size_t index, size_t width) {
  std::string path = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) path = fmt::format("x{:03}/", index % 1000) + path;
  path = folder + "/" + path;
  return width < kWidth ? path + fmt::format(".p/{}", width) : path;
}

void make_parents(const std::string& path) {
  for (size_t i = path.find('/', 1); i != std::string::npos; i = path.find('/', i + 1)) {
    ::mkdir(path.substr(0, i).c_str(), 0755);
  }
}

void write_new(const std::string& path, const void* bytes, size_t size) {
  int fd = ::open(path.c_str(), O_CREAT | O_WRONLY | O_EXCL, 0644);
  if (fd < 0 && errno == ENOENT) {  // the first file of its folder
    make_parents(path);
    fd = ::open(path.c_str(), O_CREAT | O_WRONLY | O_EXCL, 0644);
  }
  if (fd < 0 || ::write(fd, bytes, size) != static_cast<ssize_t>(size) || ::close(fd) != 0) fail(path);
}

// The root of a full tile, in place.
Hash fold(std::span<Hash> hashes) {
  for (size_t pairs = hashes.size() / 2; pairs > 0; pairs /= 2)
    tlog::sha256_pairs(1, hashes.data(), pairs, hashes.data());
  return hashes[0];
}

// Writes the tiles of a level; returns the roots of the full ones.
std::vector<Hash> write_level(const std::string& folder, std::vector<Hash> row) {
  std::vector<Hash> roots;
  for (size_t first = 0; first < row.size(); first += kWidth) {
    const size_t width = std::min(kWidth, row.size() - first);
    write_new(tile_path(folder, first / kWidth, width), &row[first], width * sizeof(Hash));
    if (width == kWidth) roots.push_back(fold(std::span(row).subspan(first, kWidth)));
  }
  return roots;
}

std::vector<const char*> cut_lines(const char* text, size_t size) {
  std::vector<const char*> starts;
  const char* at = text;
  while (at < text + size) {
    starts.push_back(at);
    const void* end = std::memchr(at, '\n', static_cast<size_t>(text + size - at));
    if (end == nullptr) {
      std::fprintf(stderr, "import_floor: the last line has no end\n");
      std::exit(65);
    }
    at = static_cast<const char*>(end) + 1;
  }
  starts.push_back(at);
  return starts;
}

// Writes bundle and level-0 tile number `index`; returns its root, which means something for a full tile only.
Hash write_bundle(const std::string& out, const std::vector<const char*>& starts, size_t index, std::string& bundle) {
  const size_t first = index * kWidth, width = std::min(kWidth, starts.size() - 1 - first);
  std::vector<ByteView> entries;
  bundle.clear();
  for (size_t i = first; i < first + width; i++) {
    const size_t size = static_cast<size_t>(starts[i + 1] - starts[i] - 1);
    entries.emplace_back(reinterpret_cast<const uint8_t*>(starts[i]), size);
    bundle.push_back(static_cast<char>(size >> 8));
    bundle.push_back(static_cast<char>(size & 0xff));
    bundle.append(starts[i], size);
  }
  std::vector<Hash> leaves(width);
  tlog::sha256_many(0, entries, leaves.data());
  write_new(tile_path(out + "/tile/entries", index, width), bundle.data(), bundle.size());
  write_new(tile_path(out + "/tile/0", index, width), leaves.data(), width * sizeof(Hash));
  return width == kWidth ? fold(leaves) : Hash{};
}

}  // namespace

int main(int argc, char** argv) {
  const auto threads = argc > 3 ? tlog::parse_u64(argv[3], 256) : 1;
  if (argc < 3 || argc > 5 || !threads || *threads == 0 || (argc > 4 && !tlog::use_sha256_kernel(argv[4]))) {
    std::fprintf(stderr, "usage: import_floor ENTRIES OUT_DIR [THREADS [KERNEL]]\n");
    return 64;
  }
  const std::string out = argv[2];
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  const int in = ::open(argv[1], O_RDONLY);
  struct stat info {};
  if (in < 0 || ::fstat(in, &info) != 0) fail(argv[1]);
  const auto size = static_cast<size_t>(info.st_size);
  const void* text = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, in, 0) : "";
  if (text == MAP_FAILED) fail(argv[1]);
  const std::vector<const char*> starts = cut_lines(static_cast<const char*>(text), size);
  const size_t entries = starts.size() - 1, bundles = (entries + kWidth - 1) / kWidth;

  std::vector<Hash> roots(bundles);
  std::atomic<size_t> next{0};
  const auto work = [&] {
    std::string bundle;
    for (size_t index; (index = next++) < bundles;) roots[index] = write_bundle(out, starts, index, bundle);
  };
  {
    std::vector<std::jthread> pool;
    for (uint64_t i = 1; i < *threads; i++) pool.emplace_back(work);
    work();
  }
  roots.resize(entries / kWidth);
  for (int level = 1; !roots.empty(); level++) roots = write_level(fmt::format("{}/tile/{}", out, level), roots);
  const double built_s = elapsed();
  const int folder = ::open(out.c_str(), O_RDONLY | O_DIRECTORY);
  if (folder < 0 || ::syncfs(folder) != 0) fail(out);
  const double durable_s = elapsed();
  const std::string line = fmt::format(
      R"({{"type":"bench","name":"import_floor","entries":{},"threads":{},"kernel":"{}","built_s":{:.3f},"durable_s":{:.3f},"entries_per_s":{:.0f}}})",
      entries, *threads, tlog::sha256_kernel(), built_s, durable_s, static_cast<double>(entries) / durable_s);
  return std::puts(line.c_str()) < 0 ? 74 : 0;
}
