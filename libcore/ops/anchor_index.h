#pragma once
// The entry that anchors the root of an index in its log (vindex/index_anchor.h).

#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/proven_tree.h"

namespace tlog {

struct AnchorIndexRequest {
  std::string index;  // the file
  TreeRequest tree;   // the log that may have the anchor; without a name none is looked at
};

// Prints the anchor as an entry line, and the trailer, for tlog-append; the trailer alone where the log has an anchor
// of this root. No: the log is not what its checkpoint says, or is not a continuation of what the index covers.
// malformed: no index. config: it is of another log.
Result<Verdict> anchor_index(const AnchorIndexRequest& request, Host& host);

}  // namespace tlog
