#pragma once
// Builds the verifiable index of a log, brings one up to date, or checks one against its log.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/index_keys.h"
#include "libcore/ops/proven_tree.h"

namespace tlog {

struct BuildIndexRequest {
  TreeRequest tree;
  KeyMapRequest map;
  std::string out;                         // the index file
  bool update = false;                     // from the file that is there
  bool check = false;                      // write nothing: is the file that is there the index of its log?
  std::optional<std::string> from_siglog;  // siglog's index of this log, which has to have the same keys
  std::optional<std::string> to_siglog;    // where to write a snapshot for siglog
  uint64_t memory = 0;                     // for sorting; at least kMinSortMemory, twice that with `from_siglog`
  std::string spill_root;                  // for what does not fit into it, and for parts of the index
  unsigned jobs = 1;
};

// Emits an `index` record and the summary; when an update begins afresh, or siglog's index cannot be used, an
// `index_rebuilt` record before; `siglog_index` and `siglog_snapshot` records behind it. No: the log
// is not by whom the user believes, is not what its checkpoint says, or is not a continuation of what the index covers;
// with `check`, the file is not the index of its log; siglog's index is not. The old file stays as it is unless the
// answer is yes. cannot_create: there is a file, and no update was asked for. config: the old index is of another log,
// or of another map. malformed: what is to be checked is no index. io: the spill root lacks room, before anything is
// read of the entries.
Result<Verdict> build_index(const BuildIndexRequest& request, Host& host);

}  // namespace tlog
