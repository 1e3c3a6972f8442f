#include "libcore/merkle/consistency.h"

#include "libcore/base/assert.h"
#include "libcore/merkle/tree.h"

namespace tlog {

std::vector<std::vector<SubtreeId>> plan_consistency(TreeSize older, TreeSize newer) {
  ASSERT(older <= newer);
  return plan_subtree_consistency({0, older.value}, newer);
}

bool consistency_proof_holds(const TreeHead& older, const TreeHead& newer, std::span<const Hash> proof) {
  if (older.size.value == 0 && newer != older) return false;
  return subtree_consistency_holds({0, older.size.value}, older.root, newer, proof);
}

bool consistency_holds(const TreeHead& older, const TreeHead& newer, std::span<const Hash> proof) {
  const bool from_nothing = older.size.value == 0 && newer.size.value > 0;
  return from_nothing ? older.root == empty_root() && proof.empty() : consistency_proof_holds(older, newer, proof);
}

}  // namespace tlog
