#pragma once
// Answers as records of the type `lookup` (tlog-records), which the proof goes with: `proof` has the path with the
// names that siglog gives them; `leaf_...` or `node_...` say where the way of an absent key ends. `anchor` and
// `anchor_proof` lead from the root of the index to a checkpoint.

#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/text/record.h"
#include "libcore/text/record_read.h"
#include "libcore/vindex/answer.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

struct LookupRecord {
  std::string key;
  IndexAnswer answer;
  Hash root;
  // Of what log the index is, and what makes the keys; empty where that is not said.
  std::string origin;
  IndexMap map;
  // The entry that anchors the root in the log (index_anchor.h), and the C2SP tlog-proof that the log has it.
  std::optional<std::string> anchor, anchor_proof;
};

Record lookup_record(const LookupRecord& lookup);
// malformed: something is missing, of another type, or has more parts than a proof can have.
Result<LookupRecord> parse_lookup_record(const RecordIn& record);

}  // namespace tlog
