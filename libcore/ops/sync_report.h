#pragma once
// What a mirror tells of its sources and of its own objects, and what it counts for the summary.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/sync_sources.h"
#include "libcore/tiles/tile.h"

namespace tlog {

struct SyncCounts {
  uint64_t entries = 0, written = 0, kept = 0;
  uint64_t quarantined = 0, pruned = 0, bad = 0, unreadable = 0;
};

class SyncReport {
 public:
  explicit SyncReport(Host& host) : host_(host) {}

  SyncCounts counts;
  std::string refusal;  // why the answer is no
  bool lied = false;    // and what was said or given is wrong, rather than not there yet

  // The faults of sources, of which another one gave the object all the same.
  void passed_over(const std::vector<SourceFault>& faults);
  // Of an object that nobody gave. False: that is a definite no. An error: it could not be told.
  Result<bool> missed(const std::vector<SourceFault>& faults);
  // What else is wrong. After some lines the records alone tell it.
  void tell(std::string_view error);
  // The answer is no.
  bool refuse(std::string why);
  // This object in the mirror was bad, or could not be read: it is replaced, or nothing is in its place now.
  enum class InItsPlace { kTheRightOne, kNothing };
  void quarantined(const std::string& path, InItsPlace now);

 private:
  void emit(const SourceFault& fault);
  Host& host_;
  unsigned told_ = 0;
};

}  // namespace tlog
