#pragma once
// Does this proof show that this entry is in the log? C2SP tlog-proof.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/leaf_choice.h"
#include "libcore/ops/trust.h"

namespace tlog {

struct VerifyProofRequest {
  TrustRequest trust;
  LeafChoice leaf;
  std::string proof = "-";  // a file; "-" is standard input
};

// Emits a `verdict` record and the summary. malformed: not a proof, or no checkpoint in it.
Result<Verdict> verify_proof(const VerifyProofRequest& request, Host& host);

struct VerifyProofsRequest {
  TrustRequest trust;
  std::string proofs = "-";  // `proof` records, one a line; "-" is standard input
  bool partial = false;      // the summary behind them may be missing
  unsigned jobs = 1;
};

// The same for each `proof` record of a stream, in order; the entry is the record's own `entry` or `leaf_hash`. Each
// distinct checkpoint is verified once. `refused` and `unknown` records stand for proofs that could not be made. No: at
// least one is refused. Else, where there is one of which it could not be told, its error; else malformed where the
// stream was cut off, or has no proof in it.
Result<Verdict> verify_proofs(const VerifyProofsRequest& request, Host& host);

}  // namespace tlog
