#pragma once
// The few words that every layer shares. Distinct types, so that a size is never used as an index.

#include <array>
#include <compare>
#include <cstdint>

namespace tlog {

// A hash of 32 bytes: SHA-256 (a leaf hash, a node, a root) unless another is named.
struct Hash {
  std::array<uint8_t, 32> bytes{};
  auto operator<=>(const Hash&) const = default;
};

// The number of leaves of a tree.
struct TreeSize {
  uint64_t value = 0;
  auto operator<=>(const TreeSize&) const = default;
};

// The number of a leaf, from 0.
struct LeafIndex {
  uint64_t value = 0;
  auto operator<=>(const LeafIndex&) const = default;
};

// The largest tree that we speak of: C2SP and JSON readers hold sizes in signed 64 bits or in doubles; 2^53 - 1 is the
// largest integer that a record may carry.
constexpr uint64_t kMaxTreeSize = (uint64_t{1} << 53) - 1;

}  // namespace tlog
