#pragma once
// Is an answer of an index proved under a root that is to be believed? Either under one that the user names, or by a
// chain: a checkpoint that is to be believed, the entry in its tree that anchors the root, the root, the answer. What
// nothing here shows is that the root is that of its log's entries: only making the index again does.

#include <optional>
#include <string>
#include <variant>

#include "libcore/base/result.h"
#include "libcore/ops/proof_judge.h"
#include "libcore/vindex/answer_record.h"
#include "libcore/vindex/index_anchor.h"

namespace tlog {

// A chain that holds.
struct LookupChain {
  IndexAnchor anchor;
  LeafIndex index;  // of the anchor
  Checkpoint head;
};

struct LookupFinding {
  std::string refused;  // empty: it is proved
  Hash root;
  std::optional<LookupChain> chain;  // where it is proved by one
};

// Under the root.
LookupFinding judge_lookup(const LookupRecord& lookup, const Hash& root);
// By the chain. `field` is what makes the keys of the index that the user means; empty: any. malformed: the answer
// carries no anchor, or no proof of it. Errors of judge_proof(), where the answer is not refused by itself.
Result<LookupFinding> judge_lookup(const LookupRecord& lookup, const std::string& field, CheckpointJudge& checkpoints);

}  // namespace tlog
