#pragma once
// Work on many items at once, which is tried again for those that fail for now: after 0.5, 1 and 2 seconds, or when
// the stores ask for it (spec/upload.md 4.3). An item that waits holds no thread and no memory.

#include <cstdint>
#include <functional>
#include <vector>

#include "libcore/ops/host.h"

namespace tlog {

struct RoundPolicy {
  unsigned at_once = 16;
  uint64_t retries = 3;
  uint64_t backoff_ms = 500;  // before the first retry; it doubles
};

// What a try asks for.
struct Again {
  bool wanted = false;
  uint64_t after_s = 0;
};

// Calls `work` for the items 0 to count - 1, in several threads, and again for those that want it; `after` in the
// caller's thread, for each that wants no more. Ends early when the host is cancelled.
void in_rounds(size_t count, const RoundPolicy& policy, Host& host, const std::function<Again(size_t)>& work,
               const std::function<void(size_t)>& after);

}  // namespace tlog
