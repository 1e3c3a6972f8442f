#pragma once
// Makes an inclusion proof from a log's tiles: a C2SP tlog-proof with the log's published checkpoint in it.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/ops/leaf_choice.h"

namespace tlog {

struct ProveInclusionRequest {
  std::string log;  // the directory, or the URL
  HttpOptions http;
  std::optional<uint64_t> index;
  LeafChoice leaf;                    // where there is no index
  std::optional<std::string> output;  // a file; standard output without it
  bool record = false;                // a `proof` record instead of the bare document
};

// The proof that is written leads to the root in the log's checkpoint; nobody's signature is looked at. No: the log has
// no such entry, or its tiles are not those of its checkpoint.
Result<Verdict> prove_inclusion(const ProveInclusionRequest& request, Host& host);

}  // namespace tlog
