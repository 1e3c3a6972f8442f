#pragma once
// BLAKE3 (github.com/BLAKE3-team/BLAKE3-specs): the hash of content addresses. A message is cut into chunks of 1024
// bytes, which are the leaves of a binary tree; so the chunks of one message are hashed side by side, with the fastest
// kernel that the processor has: sixteen at once with AVX-512, eight with AVX2, or one after the other.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/types.h"
#include "libcore/crypto/blake3_kernel.h"

namespace tlog {

Hash blake3(ByteView message);

// A message that comes in pieces; pieces of some hundred kilobytes are fastest.
class Blake3 {
 public:
  Blake3() : Blake3(kBlake3Initial, 0) {}
  // The mode in which key material, and here is where it goes, becomes keys for one purpose, which `context` names:
  // a constant of the program.
  static Blake3 derive_key(std::string_view context);

  void update(ByteView bytes);
  // Of what came so far. More may follow.
  Hash finish() const;
  // As many bytes as are wanted; the first 32 are those of the hash.
  void finish(std::span<uint8_t> out) const;

 private:
  Blake3(const Blake3Words& key, uint32_t flags) : key_(key), flags_(flags) {}
  void add_chunks(const uint8_t* bytes, size_t count);
  void add_subtree(const uint8_t* chaining_value, uint64_t chunks);
  void parents(const uint8_t* children, size_t count, uint8_t* out) const;

  static constexpr size_t kChunkBytes = 1024;
  static constexpr size_t kMaxDepth = 54;  // 2^64 bytes are 2^54 chunks

  Blake3Words key_;
  uint32_t flags_;
  // The chunks so far, as the roots of whole subtrees, the largest first: one for each bit of `chunks_`. The last
  // chunk is not among them until something follows it, for the root of the tree is made in another way.
  uint64_t chunks_ = 0;
  size_t subtrees_ = 0;
  std::array<uint8_t, 32 * kMaxDepth> subtree_;
  size_t last_bytes_ = 0;
  std::array<uint8_t, kChunkBytes> last_;
};

// The kernels that this processor can run, best first; the last one is always "portable".
std::vector<std::string_view> blake3_kernels();
// The kernel in use.
std::string_view blake3_kernel();
// Makes the calls above use that kernel; false when the processor cannot. For tests and benches.
bool use_blake3_kernel(std::string_view name);

}  // namespace tlog
