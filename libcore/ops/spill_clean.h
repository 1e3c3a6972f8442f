#pragma once
// spill-clean: removes the spill folders that killed programs left (os/spill_sweep.h).

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/os/spill.h"
#include "libcore/os/spill_sweep.h"

namespace tlog {

struct SpillCleanRequest {
  std::string root;
  bool root_is_named = false;  // by the user; else one that is missing holds nothing
  uint64_t max_age_s = kSpillMaxAgeSeconds;
  std::optional<uint64_t> grace_s;
  std::optional<uint64_t> now;  // in place of the clock's
  bool dry_run = false;
};

// A `spill_folder` record for each name in the root. kNo: a folder that should go could not be removed. not_found: the
// root that was named does not exist. Errors of sweep_spill().
Result<Verdict> spill_clean(const SpillCleanRequest& request, Host& host);

// What an upload does before it begins: the same with the default ages, and without records. What fails is no more than
// a warning: the folders of others are not what the upload is about.
void sweep_before_work(const std::string& root, Host& host);

// Sweeps so, and makes a folder in `root` for about `bytes`. Errors of SpillFolder::make().
Result<SpillFolder> make_swept_spill(const std::string& root, uint64_t bytes, Host& host);

}  // namespace tlog
