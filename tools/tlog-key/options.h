#pragma once
// The command line of tlog-key.

#include <optional>
#include <string>

#include "libcore/cli/run.h"
#include "libcore/ops/key.h"

namespace tlog_key {

struct Options {
  std::string command;
  tlog::NewKeyRequest create;
  tlog::ShowKeyRequest show;
};

tlog::cli::Tool<Options> tool();

}  // namespace tlog_key
