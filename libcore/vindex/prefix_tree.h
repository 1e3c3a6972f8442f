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
#include <optional>
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
// The same of many: out[i] is that of keys[i].
void hash_index_keys(std::span<const std::string_view> keys, Hash* out);
Hash hash_index_value(std::span<const uint64_t> entries);
Hash hash_index_leaf(const Hash& key, const Hash& value);
// The node whose keys share the first `bits` bits of `key`; `bits` is below kKeyBits.
Hash hash_index_node(unsigned bits, const Hash& key, const Hash& left, const Hash& right);

// How many keys are hashed at once: enough for the widest kernel, also far up in their tree.
constexpr size_t kKeysAtOnce = 4096;

// The values of keys whose entry numbers come one by one, however many they are; made many at a time.
class IndexValueHasher {
 public:
  // Of the present key.
  void add(uint64_t entry);
  // It has no more of them.
  void end();
  // Of the keys that have ended since the last call, in their order.
  std::vector<Hash> take();

 private:
  struct Value {
    size_t end;                // of its numbers in `numbers_`
    std::optional<Hash> hash;  // it is made already
  };
  Bytes numbers_;
  std::vector<Value> ended_;
  std::unique_ptr<Sha256> long_;  // the first numbers of the present key, where there are many
};

// Makes the tree from leaves in the order of their keys, with memory for one path and kKeysAtOnce keys.
class PrefixTreeFolder {
 public:
  // `key` is above the one before. Nodes that became whole go behind `done`, each behind those below it, once there are
  // enough of them to be hashed together.
  void add(const Hash& key, const Hash& value, std::vector<Hash>& done);
  // All keys with some first bits at once: the root of the tree that they are by themselves, and any of them. All nodes
  // that became whole go behind `done`, so that those of that tree belong behind them.
  void add_tree(const Hash& key, const Hash& root, std::vector<Hash>& done);
  // The root; the same for all nodes that are left.
  Hash finish(std::vector<Hash>& done);

 private:
  using Slot = size_t;  // where a hash is, or will be, in `hashes_`
  struct Leaf {
    Slot slot;
    Hash key, value;
  };
  struct Node {
    Slot slot;
    unsigned bits;
    Hash key;
    Slot left, right;
  };
  // A node whose left side is whole.
  struct Open {
    unsigned bits;
    Slot left;
  };
  Slot new_slot();
  void part_at(const Hash& key);
  void close_last();
  void hash_leaves();
  void hash_nodes();
  void hash_all(std::vector<Hash>& done);

  std::vector<Open> open_;  // from the root down
  Hash last_key_;
  std::optional<Slot> last_;  // the root of what is whole and hangs right of the last open node
  // What is not hashed yet, and the hashes that it needs from before.
  std::vector<Hash> hashes_;
  std::vector<Leaf> leaves_;
  std::vector<Node> nodes_;  // each behind those below it
};

}  // namespace tlog
