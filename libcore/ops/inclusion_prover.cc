#include "libcore/ops/inclusion_prover.h"

#include "libcore/base/encode.h"
#include "libcore/proof/tlog_proof.h"

namespace tlog {

namespace {

constexpr size_t kMaxTilesKept = 4096;  // 64 MiB with the nodes between their rows

}  // namespace

Result<std::vector<ProvenLeaf>> InclusionProver::prove(std::span<const LeafIndex> indexes) {
  if (subtrees_.tile_count() > kMaxTilesKept) subtrees_.forget();
  for (const LeafIndex& index : indexes) {
    subtrees_.plan(SubtreeId{0, index.value});
    for (const auto& part : plan_inclusion(index, tree_.head.size)) subtrees_.plan(part);
  }
  TRY(const bool all_there, subtrees_.fetch());
  (void)all_there;  // each proof says what it lacks
  std::vector<ProvenLeaf> leaves;
  for (const LeafIndex& index : indexes) leaves.push_back(prove(index));
  return leaves;
}

ProvenLeaf InclusionProver::prove(LeafIndex index) const {
  ProvenLeaf proven{index, {}, {}, ""};
  auto parts = plan_inclusion(index, tree_.head.size);
  const SubtreeId leaf{0, index.value};
  parts.push_back({leaf});
  for (const auto& part : parts) {
    for (const SubtreeId& subtree : part) {
      const std::string* fault = subtrees_.fault_of(subtree);
      if (fault != nullptr) {
        proven.refused = *fault;
        return proven;
      }
    }
  }
  parts.pop_back();
  proven.leaf = subtrees_.root_of(leaf);
  for (const auto& part : parts) proven.path.push_back(subtrees_.root_of(part));
  if (inclusion_root(index, tree_.head.size, proven.leaf, proven.path) != tree_.head.root) {
    proven.refused = tree_.log->name() + ": the tiles do not give the root of the checkpoint";
  }
  return proven;
}

std::string InclusionProver::document(const ProvenLeaf& leaf) const {
  ASSERT(tree_.checkpoint.has_value());
  return format_tlog_proof({std::nullopt, leaf.index, leaf.path, *tree_.checkpoint});
}

Record InclusionProver::record(const ProvenLeaf& leaf) const {
  Record record("proof");
  record.text("origin", tree_.origin)
      .number("index", leaf.index.value)
      .hash("leaf_hash", leaf.leaf)
      .number("tree_size", tree_.head.size.value)
      .flag(kVerifiedKey, tree_.verified);
  if (tree_.checkpoint) {
    record.text("proof", document(leaf));
  } else {
    std::vector<std::string> path;
    for (const Hash& hash : leaf.path) path.push_back(base64_encode(hash));
    record.hash("root_hash", tree_.head.root).texts("hashes", path);
  }
  return record;
}

}  // namespace tlog
