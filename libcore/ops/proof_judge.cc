#include "libcore/ops/proof_judge.h"

#include <fmt/core.h>

#include "libcore/crypto/sha256.h"
#include "libcore/merkle/proof.h"

namespace tlog {

namespace {
// Verdicts that are kept: some dozens of megabytes. Beyond that all are forgotten, and given again where needed.
constexpr size_t kMaxKnown = 100'000;

// Does the proof lead from the entry to this root?
void judge_path(const TlogProof& proof, const ChosenLeaf& leaf, const Checkpoint& head, ProofFinding* finding) {
  if (proof.index.value >= head.size.value) {
    finding->refused = fmt::format("entry {} is not in a tree of {}", proof.index.value, head.size.value);
    return;
  }
  const auto root_from = [&](const Hash& hash) { return inclusion_root(proof.index, head.size, hash, proof.hashes); };
  const auto root = root_from(leaf.hash);
  if (!root) {
    const size_t expected = plan_inclusion(proof.index, head.size).size();
    finding->refused = fmt::format("the path has {} hashes, not {}", proof.hashes.size(), expected);
  } else if (*root != head.root) {
    finding->refused = "the path does not lead from this entry to the root of the checkpoint";
    finding->line_end = leaf.without_line_end && root_from(*leaf.without_line_end) == head.root;
  }
}

}  // namespace

CheckpointJudge::Answer CheckpointJudge::judge(std::string_view note) {
  std::shared_ptr<Entry> entry;
  {
    const Hash key = sha256(as_bytes(note));
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kMaxKnown && !known_.contains(key)) known_.clear();
    std::shared_ptr<Entry>& known = known_[key];
    if (!known) known = std::make_shared<Entry>();
    entry = known;
  }
  std::call_once(entry->once, [&] {
    entry->answer = std::make_shared<const Result<CheckpointVerdict>>(verify_checkpoint(note, trust_));
  });
  return entry->answer;
}

Result<ProofFinding> judge_proof(const TlogProof& proof, const ChosenLeaf& leaf, CheckpointJudge& checkpoints) {
  ProofFinding finding{checkpoints.judge(proof.checkpoint), "", false};
  if (const Checkpoint* head = finding.head()) {
    judge_path(proof, leaf, *head, &finding);
  } else if (*finding.checkpoint) {
    finding.refused = "checkpoint: " + (*finding.checkpoint)->reason;
  } else {
    // Of the checkpoint it cannot be told; a proof that fails by itself is a no all the same.
    const Error& unknown = finding.checkpoint->error();
    const auto claimed = parse_unverified_checkpoint(proof.checkpoint);
    if (!claimed || unknown.code() != Errc::kConfig) return unknown;
    judge_path(proof, leaf, *claimed, &finding);
    if (finding.refused.empty()) return unknown;
  }
  return finding;
}

}  // namespace tlog
