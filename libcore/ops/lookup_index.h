#pragma once
// Answers keys from an index file, each with its proof.

#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/proven_tree.h"

namespace tlog {

struct LookupIndexRequest {
  std::string index;                  // the file
  std::vector<std::string> keys;      // none: lines of standard input
  std::optional<std::string> prefix;  // list the keys that begin so instead
  TreeRequest tree;                   // the log that anchors the index; without a name it is not read
  bool entries = false;               // with a log: the entries too
};

// Emits a `lookup` record for each key, in order, or a `listed_key` record for each key that begins with the prefix,
// sorted, and the summary. With a log, answers carry the anchor of the index and the proof that the log has it; with
// `entries` a `proof` record with the entry follows an answer for each number in it (lookup_entries.h). No: a key is
// proved absent, an entry is refused, or the log is not what its checkpoint says or the index covers. malformed: no
// index, or one that is damaged. config: the index is of another log. busy: the log has no anchor of it yet.
Result<Verdict> lookup_index(const LookupIndexRequest& request, Host& host);

}  // namespace tlog
