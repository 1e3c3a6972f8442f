#include "libcore/ops/verify_proof.h"

#include "libcore/ops/input_file.h"
#include "libcore/ops/proof_judge.h"
#include "libcore/ops/verdict.h"

namespace tlog {

namespace {

Result<Verdict> judge(const VerifyProofRequest& request, Host& host) {
  TRY(const Trust trust, make_trust(request.trust, host));
  TRY(const auto leaf, choose_leaf(request.leaf));
  ASSERT(leaf.has_value());
  const std::string name = input_name(request.proof);
  TRY(const std::string text, read_input(request.proof, kMaxProofBytes));
  auto proof = parse_tlog_proof(text);
  if (!proof) return std::move(proof).error().context(name + ": not a proof");
  CheckpointJudge checkpoints(trust);
  auto finding = judge_proof(*proof, *leaf, checkpoints);
  if (!finding) return std::move(finding).error().context(name + ": checkpoint");

  const bool holds = finding->refused.empty();
  const Answered answer = holds ? Answered::kVerified : Answered::kRefused;
  Record record = verdict_on("proof", answer);
  if (!holds) record.text("reason", finding->refused);
  if (finding->head() != nullptr) add_checkpoint(record, request.trust, *finding->head());
  record.number("index", proof->index.value).hash("leaf_hash", leaf->hash);
  host.emit(record.line());
  AnswerCounts counts;
  counts.add(answer);
  host.emit(verdict_summary(counts).line());
  if (holds) return Verdict::kYes;
  host.error(name + ": " + finding->refused);
  if (finding->line_end) host.hint(line_end_hint(*leaf));
  return Verdict::kNo;
}

}  // namespace

Result<Verdict> verify_proof(const VerifyProofRequest& request, Host& host) {
  auto verdict = judge(request, host);
  return verdict ? std::move(verdict) : could_not_tell("proof", std::move(verdict).error(), host);
}

}  // namespace tlog
