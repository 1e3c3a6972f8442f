#pragma once
// What an index says of one key, and how it proves it under the root of its tree (prefix_tree.h). Exactly one answer
// for each key can be proved under a root, because the way down is given by the key's bits:
//
//   present   the way ends at the key's leaf
//   absent    it ends at the leaf of another key, or at a node whose prefix is none of the key's, or the tree is empty
//
// The path has, from the root down, for each node on the way the hash of the side that was not taken, with its label:
// the node's prefix and the bit of that side. That is the proof of siglog's lookups, which is none for an absent key:
// there the end of the way is needed besides.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/types.h"
#include "libcore/vindex/prefix_tree.h"

namespace tlog {

struct IndexSibling {
  uint64_t label_bits = 0;  // from 1 on
  Bytes label;              // prefix_of() it
  Hash hash;
  bool operator==(const IndexSibling&) const = default;
};

// The leaf of another key, where the way ends.
struct OtherLeaf {
  Hash key, value;
  bool operator==(const OtherLeaf&) const = default;
};

// A node where the way ends because its keys begin otherwise.
struct DivergingNode {
  uint64_t bits = 0;
  Bytes prefix;
  Hash left, right;
  bool operator==(const DivergingNode&) const = default;
};

struct IndexAnswer {
  bool found = false;
  std::vector<uint64_t> indices;  // of the key's entries, ascending
  uint64_t tree_size = 0;         // of the log that the index covers
  std::vector<IndexSibling> path;
  std::optional<OtherLeaf> other_leaf;  // at most one of the two, and neither of a key that is found
  std::optional<DivergingNode> diverging;
  bool operator==(const IndexAnswer&) const = default;
};

// Why the answer is not proved under `root` for the key with this hash; empty: it is. That `root` is the index of a log
// of `tree_size` entries is another's word.
std::string check_answer(const IndexAnswer& answer, const Hash& key, const Hash& root);

}  // namespace tlog
