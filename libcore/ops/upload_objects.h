#pragma once
// Many objects on their way into a store at once: what becomes of each, in their order.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/upload.h"
#include "libcore/store/log_dir.h"
#include "libcore/store/object_store.h"
#include "libcore/store/upload_journal.h"

namespace tlog {

enum class UploadState { kStored, kAlready, kDifferent, kLost, kBad, kFailed };

struct UploadCounts {
  uint64_t total = 0, stored = 0, already = 0, failed = 0;  // failed: different, lost, bad, or an error
  bool no = false;                                          // one is different, bad, or was lost
  std::optional<Error> error{};                             // the first one
  uint64_t not_attempted() const { return total - stored - already - failed; }
  bool whole() const { return stored + already == total; }
};

// Looks at the objects of `log`, whose published tree has `size` entries, creates them in `store`, and reads them back.
// What is no object of that tree is bad, and is not sent. Stops early where the store does not answer any more.
// Emits an `upload` record for each. `counts` are added to.
void upload_objects(const UploadRequest& request, const LogDir& log, TreeSize size, const std::vector<TileId>& tiles,
                    ObjectStore& store, UploadJournal& journal, UploadCounts& counts, Host& host);

}  // namespace tlog
