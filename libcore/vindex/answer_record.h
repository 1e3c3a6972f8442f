#pragma once
// Answers as records of the type `lookup` (tlog-records), which the proof goes with: `proof` has the path with the
// names that siglog gives them; `leaf_...` or `node_...` say where the way of an absent key ends.

#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/text/record.h"
#include "libcore/text/record_read.h"
#include "libcore/vindex/answer.h"

namespace tlog {

struct LookupRecord {
  std::string key;
  IndexAnswer answer;
  Hash root;
};

Record lookup_record(const LookupRecord& lookup);
// malformed: something is missing, of another type, or has more parts than a proof can have.
Result<LookupRecord> parse_lookup_record(const RecordIn& record);

}  // namespace tlog
