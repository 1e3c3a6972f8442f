#pragma once
// Inclusion proofs of many entries of one tree: what they need is planned, fetched at once, and proved against the
// root.

#include <span>
#include <string>
#include <vector>

#include "libcore/ops/proven_tree.h"
#include "libcore/store/tile_reader.h"
#include "libcore/text/record.h"

namespace tlog {

struct ProvenLeaf {
  LeafIndex index;
  Hash leaf;
  std::vector<Hash> path;
  std::string refused;  // why there is no proof; empty where there is one
};

class InclusionProver {
 public:
  explicit InclusionProver(const ProvenTree& tree) : tree_(tree), subtrees_(*tree.log, tree.published) {}

  // One for each index, in order; all are below the size of the tree. Refused are those whose tiles are missing or
  // wrong. Tiles are kept for the next call, up to a limit.
  Result<std::vector<ProvenLeaf>> prove(std::span<const LeafIndex> indexes);

  // The C2SP tlog-proof; the tree has a checkpoint.
  std::string document(const ProvenLeaf& leaf) const;
  // The `proof` record: the document, or where the tree has no checkpoint the path and the root.
  Record record(const ProvenLeaf& leaf) const;

 private:
  ProvenLeaf prove(LeafIndex index) const;

  const ProvenTree& tree_;
  SubtreeReader subtrees_;
};

}  // namespace tlog
