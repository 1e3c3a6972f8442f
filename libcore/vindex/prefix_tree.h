#pragma once
// The tree of a verifiable index: a path-compressed binary radix tree over the SHA-256 hashes of keys, as siglog has
// it. It is canonical: its root depends on the keys and their entries alone.
//
//   value  = SHA-256(big-endian uint64 of each entry number, ascending)
//   leaf   = SHA-256(0x00 || key hash || value)
//   node   = SHA-256(0x01 || big-endian uint32 n || prefix || left || right)
//   root   = 32 zero bytes for no key, the leaf for one key
//
// A node stands where its keys part: they share their first n bits, which are `prefix` in ceil(n / 8) bytes, the unused
// bits zero; the keys on its left go on with 0, those on its right with 1, and neither side is empty. Bits are counted
// from the first byte's highest one.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/types.h"
#include "libcore/crypto/sha256.h"

namespace tlog {

constexpr unsigned kKeyBits = 256;

// How many bits two key hashes share from the first one on; kKeyBits when they are equal.
unsigned shared_bits(const Hash& a, const Hash& b);
// `bit` is below kKeyBits.
inline bool bit_of(const Hash& key, unsigned bit) { return (key.bytes[bit / 8] >> (7 - bit % 8) & 1) != 0; }
// The first `bits` bits, in as few bytes as hold them.
Bytes prefix_of(const Hash& key, unsigned bits);

// SHA-256 of the key as it is.
Hash hash_index_key(std::string_view key);
Hash hash_index_value(std::span<const uint64_t> entries);
Hash hash_index_leaf(const Hash& key, const Hash& value);
// The node whose keys share the first `bits` bits of `key`; `bits` is below kKeyBits.
Hash hash_index_node(unsigned bits, const Hash& key, const Hash& left, const Hash& right);

// The value of a key whose entry numbers come one by one, however many they are.
class IndexValueHasher {
 public:
  void add(uint64_t entry);
  // The value; then it begins anew.
  Hash finish();

 private:
  Bytes pending_;                 // numbers that are not hashed yet
  std::unique_ptr<Sha256> long_;  // the numbers before them, where there are many
};

// Makes the tree from leaves in the order of their keys, with memory for one path.
class PrefixTreeFolder {
 public:
  // `key` is above the one before. Nodes that became whole go behind `done`, each behind those below it.
  void add(const Hash& key, const Hash& value, std::vector<Hash>& done);
  // The root; the same for the nodes that were still open.
  Hash finish(std::vector<Hash>& done);

 private:
  void close_last(std::vector<Hash>& done);

  // A node whose left side is whole.
  struct Open {
    unsigned bits;
    Hash left;
  };
  std::vector<Open> open_;  // from the root down
  bool empty_ = true;
  Hash last_key_, last_;  // `last_` is the root of what is whole and hangs right of the last open node
};

}  // namespace tlog
