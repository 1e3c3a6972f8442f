#pragma once
// Answers keys from an index file, each with its proof.

#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"

namespace tlog {

struct LookupIndexRequest {
  std::string index;                  // the file
  std::vector<std::string> keys;      // none: lines of standard input
  std::optional<std::string> prefix;  // list the keys that begin so instead
};

// Emits a `lookup` record for each key, in order, or a `listed_key` record for each key that begins with the prefix,
// sorted, and the summary. No: a key is proved absent. malformed: no index, or one that is damaged.
Result<Verdict> lookup_index(const LookupIndexRequest& request, Host& host);

}  // namespace tlog
