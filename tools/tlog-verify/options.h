#pragma once
// The command line of tlog-verify.

#include <cstdint>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/verify_log.h"
#include "libcore/ops/verify_proof.h"

namespace tlog_verify {

struct Options {
  std::string command;
  tlog::VerifyProofRequest proof;
  tlog::VerifyLogRequest log;
  uint64_t jobs = 0;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_verify
