#pragma once
// Consistency proofs: a tree is the beginning of a larger one. RFC 6962 section 2.1.2, checked as RFC 9162 section
// 2.1.4.2 says.

#include <span>
#include <vector>

#include "libcore/merkle/subtree.h"

namespace tlog {

// For each hash of the proof, the perfect subtrees that it covers, left to right. Empty when the sizes are equal, and
// when the older tree is empty, as C2SP tlog-witness wants it. `older` is not above `newer`.
std::vector<std::vector<SubtreeId>> plan_consistency(TreeSize older, TreeSize newer);

// Does the proof show that `newer` begins with the leaves of `older`? It must have the length that these sizes ask for,
// which is none for equal trees. False when `older` is the larger one, and when it alone is empty: RFC 6962 has no
// proof for that.
bool consistency_proof_holds(const TreeHead& older, const TreeHead& newer, std::span<const Hash> proof);

// The same where a log may have been empty, as C2SP tlog-witness has it: every tree begins with the empty one, whose
// root must be that of no leaves; the proof is empty.
bool consistency_holds(const TreeHead& older, const TreeHead& newer, std::span<const Hash> proof);

}  // namespace tlog
