#pragma once
// Makes proofs from a log's tiles. Whatever is written leads to the root in the checkpoint, which is verified first
// where the user names whom to believe.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/leaf_choice.h"
#include "libcore/ops/proven_tree.h"

namespace tlog {

struct ProveInclusionRequest {
  TreeRequest tree;
  std::optional<uint64_t> index;
  LeafChoice leaf;                    // where there is no index
  std::optional<std::string> output;  // a file; standard output without it
  bool record = false;                // a `proof` record instead of the bare document
};

// A C2SP tlog-proof with the checkpoint of its tree in it. No: the log has no such entry, or is not what its checkpoint
// says. usage: an older tree without a checkpoint has no such document, but only a record.
Result<Verdict> prove_inclusion(const ProveInclusionRequest& request, Host& host);

struct ProveBatchRequest {
  TreeRequest tree;
  std::string batch;     // records that name entries; "-" is standard input
  bool partial = false;  // the summary behind them may be missing
};

// For each line of the batch a `proof` record, a `refused` one, or where the line names no entry an `unknown` one; then
// the summary, unless the batch was cut off: nor is then what is made of it whole. The checkpoint is read behind the
// first lines. No: at least one is refused. malformed: a line that names no entry, or a stream that was cut off.
Result<Verdict> prove_batch(const ProveBatchRequest& request, Host& host);

struct ProveConsistencyRequest {
  TreeRequest tree;  // the newer tree
  uint64_t old_size = 0;
  std::optional<std::string> output;
};

// A `consistency` record, RFC 6962 section 2.1.2, and the summary. No: the log is smaller, or not what its checkpoint
// says.
Result<Verdict> prove_consistency(const ProveConsistencyRequest& request, Host& host);

struct ProveWitnessRequest {
  TreeRequest tree;
  uint64_t old_size = 0;  // what the witness has seen
  std::optional<std::string> output;
  bool record = false;  // a `request` record instead of the bare document
};

// The body of add-checkpoint, C2SP tlog-witness. No as above.
Result<Verdict> prove_witness_request(const ProveWitnessRequest& request, Host& host);

}  // namespace tlog
