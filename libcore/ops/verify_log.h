#pragma once
// Reads a whole log, or some of it, and says whether it is what its checkpoint commits to: the signature, every entry
// bundle, every leaf, every tile, the root.

#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"

namespace tlog {

// The entries [begin, end); without an end, all from `begin` on.
struct EntryRange {
  uint64_t begin = 0;
  std::optional<uint64_t> end;
};
// "A:B" or "A:" with A < B. usage: anything else.
Result<EntryRange> parse_entry_range(std::string_view text);

struct VerifyLogRequest {
  TrustRequest trust;
  std::string log;  // a directory or a URL
  HttpOptions http;
  unsigned jobs = 1;
  std::optional<EntryRange> range;
  std::optional<std::string> checkpoint;  // a file, in place of the published one; "-" is standard input
  std::optional<std::string> since;       // the file of an older one, which the log must contain
  std::optional<std::string> state;       // where the work goes on from run to run; not with a range
  bool tolerate_extra_rows = false;
};

// Emits a `bad_object` record for every object that is missing or wrong, an `unreadable_object` record for every one
// that could not be read, a `verdict` record and the summary. No: at least one object is bad, or the log is not a
// continuation of what was seen before. An error when there is no such reason but not all could be read.
// busy: interrupted; the state is kept.
Result<Verdict> verify_log(const VerifyLogRequest& request, Host& host);

}  // namespace tlog
