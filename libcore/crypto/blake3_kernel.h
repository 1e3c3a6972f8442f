#pragma once
// What a BLAKE3 kernel is, and what the kernels share. See blake3.h for the seam that the rest of the library uses.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tlog {

using Blake3Words = std::array<uint32_t, 8>;  // a key or a chaining value

// Inputs of one length, one behind the other, whose chaining values are wanted: whole chunks, or pairs of chaining
// values that become their parents.
struct Blake3Inputs {
  const uint8_t* bytes;
  size_t count;
  size_t blocks;  // of 64 bytes, in each input
  Blake3Words key;
  uint64_t counter;  // of the first input; the next ones count up
  uint64_t step;     // by this: 1, or 0 for parents
  uint32_t flags;    // of every block
  uint32_t first;    // besides, of the first and of the last block of an input
  uint32_t last;
};

struct Blake3Kernel {
  std::string_view name;
  bool (*usable)();   // on this processor
  size_t lanes;       // inputs that it works on at once
  size_t worth_from;  // fewer are faster one by one
  // out[32 i ..] = the chaining value of input i. `out` may be `bytes`, when an input is one block.
  void (*many)(const Blake3Inputs& inputs, uint8_t* out);
};

extern const Blake3Kernel kBlake3Avx512, kBlake3Avx2, kBlake3Portable;

// Section 2.1 of the BLAKE3 paper.
enum Blake3Flag : uint32_t {
  kChunkStart = 1,
  kChunkEnd = 2,
  kParent = 4,
  kRoot = 8,
  kDeriveKeyContext = 32,
  kDeriveKeyMaterial = 64,
};

inline constexpr Blake3Words kBlake3Initial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// Which word of the message each place of a round takes: the permutation of section 2.2, once more for each round.
inline constexpr std::array<std::array<uint8_t, 16>, 7> kBlake3Schedule = [] {
  constexpr std::array<uint8_t, 16> kPermutation = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  std::array<std::array<uint8_t, 16>, 7> rounds{};
  for (uint8_t i = 0; i < 16; i++) rounds[0][i] = i;
  for (size_t round = 1; round < 7; round++) {
    for (size_t i = 0; i < 16; i++) rounds[round][i] = rounds[round - 1][kPermutation[i]];
  }
  return rounds;
}();

// The four words that each of a round's eight mixings works on: columns, then diagonals.
inline constexpr std::array<std::array<uint8_t, 4>, 8> kBlake3Mixings = {{{0, 4, 8, 12},
                                                                          {1, 5, 9, 13},
                                                                          {2, 6, 10, 14},
                                                                          {3, 7, 11, 15},
                                                                          {0, 5, 10, 15},
                                                                          {1, 6, 11, 12},
                                                                          {2, 7, 8, 13},
                                                                          {3, 4, 9, 14}}};

}  // namespace tlog
