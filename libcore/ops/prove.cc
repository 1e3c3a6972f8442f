#include "libcore/ops/prove.h"

#include <fmt/core.h>

#include "libcore/base/encode.h"
#include "libcore/ops/find_leaves.h"
#include "libcore/ops/inclusion_prover.h"
#include "libcore/ops/summary.h"
#include "libcore/os/file.h"
#include "libcore/proof/witness_request.h"

namespace tlog {

namespace {

Status write_result(const std::optional<std::string>& output, const std::string& bytes, Host& host) {
  if (output && *output != "-") return write_output(*output, bytes);
  host.emit_raw(bytes);
  return {};
}

std::string summary_line(uint64_t proofs) { return summary("tlog-prove").number("proofs", proofs).line() + "\n"; }

// Where records are asked for, those who read them see that the run came to its end.
Result<Verdict> no(const std::optional<std::string>& output, bool record, Host& host) {
  if (record && (!output || *output == "-")) host.emit_raw(summary_line(0));
  return Verdict::kNo;
}

Answer<LeafIndex> choose_index(const ProveInclusionRequest& request, const std::optional<ChosenLeaf>& leaf,
                               const ProvenTree& tree, Host& host) {
  const uint64_t size = tree.head.size.value;
  if (request.index) {
    if (*request.index < size) return std::optional(LeafIndex{*request.index});
    return say_no<LeafIndex>(host, fmt::format("{}: {} has only {} entries, numbered from 0; there is no entry {}",
                                               tree.log->name(), tree.what, size, *request.index));
  }
  ASSERT(leaf.has_value());
  std::vector<Hash> wanted{leaf->hash};
  if (leaf->without_line_end) wanted.push_back(*leaf->without_line_end);
  TRY(const FoundLeaves found, find_leaves(tree, wanted, host));
  if (!found.fault.empty()) return say_no<LeafIndex>(host, found.fault);
  if (found.first[0]) return found.first[0];
  host.error(fmt::format("{}: none of the {} entries has this leaf hash", tree.log->name(), size));
  if (found.first.size() > 1 && found.first[1]) host.hint(line_end_hint(*leaf));
  return std::optional<LeafIndex>();
}

std::vector<std::string> base64_lines(const std::vector<Hash>& hashes) {
  std::vector<std::string> lines;
  for (const Hash& hash : hashes) lines.push_back(base64_encode(hash));
  return lines;
}

}  // namespace

Result<Verdict> prove_inclusion(const ProveInclusionRequest& request, Host& host) {
  TRY(const auto leaf, choose_leaf(request.leaf));
  TRY(const auto tree, open_tree(request.tree, host));
  if (!tree) return no(request.output, request.record, host);
  if (!tree->checkpoint && !request.record) {
    return Error(Errc::kUsage, fmt::format("--size {}: a proof as a document holds the checkpoint of its tree, which "
                                           "the log does not publish any more",
                                           tree->head.size.value))
        .hint("name one that was kept with --checkpoint, or say --format=jsonl for the path and the root alone");
  }
  TRY(const auto index, choose_index(request, leaf, *tree, host));
  if (!index) return no(request.output, request.record, host);
  InclusionProver prover(*tree);
  TRY(const auto proven, prover.prove({&*index, 1}));
  if (!proven[0].refused.empty()) {
    host.error(proven[0].refused);
    return no(request.output, request.record, host);
  }
  CHECK(write_result(
      request.output,
      request.record ? prover.record(proven[0]).line() + "\n" + summary_line(1) : prover.document(proven[0]), host));
  return Verdict::kYes;
}

Result<Verdict> prove_consistency(const ProveConsistencyRequest& request, Host& host) {
  TRY(const auto tree, open_tree(request.tree, host));
  if (!tree) return no(request.output, true, host);
  TRY(const auto older, prove_older(*tree, TreeSize{request.old_size}, host));
  if (!older) return no(request.output, true, host);
  const std::string record = Record("consistency")
                                 .text("origin", tree->origin)
                                 .number("old_size", older->head.size.value)
                                 .number("new_size", tree->head.size.value)
                                 .hash("old_root_hash", older->head.root)
                                 .hash("new_root_hash", tree->head.root)
                                 .texts("hashes", base64_lines(older->proof))
                                 .flag(kVerifiedKey, tree->verified)
                                 .line();
  CHECK(write_result(request.output, record + "\n" + summary_line(1), host));
  return Verdict::kYes;
}

Result<Verdict> prove_witness_request(const ProveWitnessRequest& request, Host& host) {
  TRY(const auto tree, open_tree(request.tree, host));
  if (!tree) return no(request.output, request.record, host);
  TRY(const auto older, prove_older(*tree, TreeSize{request.old_size}, host));
  if (!older) return no(request.output, request.record, host);
  ASSERT(older->proof.size() <= kMaxWitnessProofLines);  // trees are smaller than 2^63
  std::string body = format_witness_request({older->head.size, older->proof, *tree->checkpoint});
  if (request.record) {
    body = Record("request")
               .text("origin", tree->origin)
               .number("old_size", older->head.size.value)
               .number("tree_size", tree->head.size.value)
               .flag(kVerifiedKey, tree->verified)
               .text("request", body)
               .line() +
           "\n" + summary_line(1);
  }
  CHECK(write_result(request.output, body, host));
  return Verdict::kYes;
}

}  // namespace tlog
