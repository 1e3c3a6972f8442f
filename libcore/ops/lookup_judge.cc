#include "libcore/ops/lookup_judge.h"

#include "libcore/merkle/tree.h"

namespace tlog {

namespace {

bool says_map(const IndexMap& map) { return !map.field.empty() || map.sha256; }

// Why the answer is not what the anchor commits to.
std::string check_under(const LookupRecord& lookup, const IndexAnchor& anchor, const std::string& field) {
  if (says_map(lookup.map) && lookup.map != anchor.map) return "its anchor is of an index with other keys";
  if (!field.empty() && anchor.map.field != field) return "it is of an index with other keys than " + field;
  const auto& indices = lookup.answer.indices;
  if (!indices.empty() && indices.back() >= anchor.tree_size) return "it has an entry that its anchor does not cover";
  return judge_lookup(lookup, anchor.root).refused;
}

}  // namespace

LookupFinding judge_lookup(const LookupRecord& lookup, const Hash& root) {
  LookupFinding finding{check_answer(lookup.answer, hash_index_key(lookup.key), root), root, std::nullopt};
  if (finding.refused.empty() && lookup.root != root) {
    finding.refused = "it names another root than the one that it is proved under";
  }
  return finding;
}

Result<LookupFinding> judge_lookup(const LookupRecord& lookup, const std::string& field, CheckpointJudge& checkpoints) {
  if (!lookup.anchor || !lookup.anchor_proof) {
    return Error(Errc::kMalformed, "the answer carries no proof of an anchor")
        .hint("vindex-lookup --log gives answers that do; --root-hex verifies those that do not");
  }
  LookupFinding finding;
  const auto anchor = parse_index_anchor(*lookup.anchor);
  if (!anchor) {
    finding.refused = "what it calls its anchor is not the anchor of an index";
    return finding;
  }
  finding.root = anchor->root;
  finding.refused = check_under(lookup, *anchor, field);
  if (!finding.refused.empty()) return finding;
  auto proof = parse_tlog_proof(*lookup.anchor_proof);
  if (!proof) return std::move(proof).error().context("its anchor: not a proof");
  const auto included =
      judge_proof(*proof, ChosenLeaf{hash_leaf(as_bytes(*lookup.anchor)), std::nullopt, 0}, checkpoints);
  if (!included) return Error(included.error()).context("its anchor: checkpoint");
  if (!included->refused.empty()) {
    finding.refused = "its anchor: " + included->refused;
    return finding;
  }
  const Checkpoint& head = *included->head();
  if (anchor->tree_size > proof->index.value) {
    finding.refused = "its anchor stands before entries that it covers";
  } else if (!lookup.origin.empty() && lookup.origin != head.origin) {
    finding.refused = "it names another log than the one that its anchor is in";
  } else {
    finding.chain = LookupChain{*anchor, proof->index, head};
  }
  return finding;
}

}  // namespace tlog
