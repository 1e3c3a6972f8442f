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

enum class UploadState { kStored, kAlready, kDifferent, kLost, kFailed };

struct UploadCounts {
  uint64_t total = 0, stored = 0, already = 0, failed = 0;  // failed: different, lost, or an error
  bool no = false;                                          // one is different, or was lost
  std::optional<Error> error{};                             // the first one
  uint64_t not_attempted() const { return total - stored - already - failed; }
  bool whole() const { return stored + already == total; }
};

// Creates the objects of `log` in `store`, and reads them back. Stops early where the store does not answer any more.
// Emits an `upload` record for each. `counts` are added to.
void upload_objects(const UploadRequest& request, const LogDir& log, const std::vector<TileId>& tiles,
                    ObjectStore& store, UploadJournal& journal, UploadCounts& counts, Host& host);

}  // namespace tlog
