#include "libcore/ops/verify_proof.h"

#include <fmt/format.h>
#include <unistd.h>

#include "libcore/base/text.h"
#include "libcore/merkle/proof.h"
#include "libcore/ops/summary.h"
#include "libcore/os/file.h"
#include "libcore/proof/tlog_proof.h"

namespace tlog {

namespace {

struct Finding {
  std::optional<VerifiedCheckpoint> checkpoint;
  std::string refused;  // empty: it holds
  bool line_end = false;
};

Result<Finding> judge(const TlogProof& proof, const ChosenLeaf& leaf, const LogTrust& trust) {
  TRY(CheckpointVerdict verdict, verify_checkpoint(proof.checkpoint, trust));
  if (!verdict.checkpoint) return Finding{std::nullopt, "checkpoint: " + verdict.reason};
  Finding finding{std::move(verdict.checkpoint), ""};
  const Checkpoint& checkpoint = **finding.checkpoint;
  if (proof.index.value >= checkpoint.size.value) {
    finding.refused = fmt::format("entry {} is not in a tree of {}", proof.index.value, checkpoint.size.value);
    return finding;
  }
  const auto root_from = [&](const Hash& hash) {
    return inclusion_root(proof.index, checkpoint.size, hash, proof.hashes);
  };
  const auto root = root_from(leaf.hash);
  if (!root) {
    const size_t expected = plan_inclusion(proof.index, checkpoint.size).size();
    finding.refused = fmt::format("the path has {} hashes, not {}", proof.hashes.size(), expected);
  } else if (*root != checkpoint.root) {
    finding.refused = "the path does not lead from this entry to the root of the checkpoint";
    finding.line_end = leaf.without_line_end && root_from(*leaf.without_line_end) == checkpoint.root;
  }
  return finding;
}

}  // namespace

Result<Verdict> verify_proof(const VerifyProofRequest& request, Host& host) {
  TRY(const LogTrust trust, make_trust(request.trust));
  TRY(const auto leaf, choose_leaf(request.leaf));
  ASSERT(leaf.has_value());
  const std::string name = request.proof == "-" ? "standard input" : printable(request.proof, 4096);
  TRY(const std::string text,
      request.proof == "-" ? read_all(STDIN_FILENO, kMaxProofBytes, name) : read_file(request.proof, kMaxProofBytes));
  auto proof = parse_tlog_proof(text);
  if (!proof) return std::move(proof).error().context(name + ": not a proof");
  auto finding = judge(*proof, *leaf, trust);
  if (!finding) return std::move(finding).error().context(name + ": checkpoint");

  const bool holds = finding->refused.empty();
  Record record("verdict");
  record.text("subject", "proof").text("verdict", holds ? "verified" : "refused");
  if (!holds) record.text("reason", finding->refused);
  if (finding->checkpoint) {
    const Checkpoint& checkpoint = **finding->checkpoint;
    record.text("origin", checkpoint.origin)
        .number("tree_size", checkpoint.size.value)
        .hash("root_hash", checkpoint.root);
  }
  record.number("index", proof->index.value).hash("leaf_hash", leaf->hash);
  host.emit(record.line());
  host.emit(summary("tlog-verify").number("verified", holds ? 1 : 0).number("refused", holds ? 0 : 1).line());
  if (holds) return Verdict::kYes;
  host.error(name + ": " + finding->refused);
  if (finding->line_end) host.hint(line_end_hint(*leaf));
  return Verdict::kNo;
}

}  // namespace tlog
