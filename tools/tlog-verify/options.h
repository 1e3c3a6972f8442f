#pragma once
// The command line of tlog-verify.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/cli/run.h"
#include "libcore/ops/verify_checkpoint.h"
#include "libcore/ops/verify_consistency.h"
#include "libcore/ops/verify_log.h"
#include "libcore/ops/verify_lookups.h"
#include "libcore/ops/verify_policy.h"
#include "libcore/ops/verify_proof.h"
#include "libcore/ops/verify_receipts.h"

namespace tlog_verify {

struct Options {
  std::string command;
  tlog::VerifyProofRequest proof;
  std::optional<std::string> proof_file;
  std::optional<std::string> batch;  // proof: many of them
  bool partial = false;
  tlog::VerifyCheckpointRequest checkpoint;
  tlog::VerifyConsistencyRequest consistency;
  tlog::VerifyLogRequest log;
  std::optional<std::string> range;
  tlog::VerifyPolicyRequest policy;
  std::optional<std::string> lookups;
  tlog::VerifyLookupsRequest lookup;
  std::optional<std::string> index_root;  // lookup: in hex
  tlog::VerifyReceiptsRequest receipt;
  std::optional<std::string> receipts;
  std::vector<std::string> batch_roots;  // receipt: in hex
  uint64_t jobs = 1;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_verify
