#pragma once
// What an append found when it began, and was to do. It is durable before the new tree is signed, so that whoever comes
// next knows which partial objects were superseded, and whether an append that died was to publish.
//
//   tlog-tools append 1
//   published 70000
//   signed 70300
//   then publish
//
// `published` is 0 where nothing was; the last line may be "then defer".

#include <optional>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/store/log_dir.h"

namespace tlog {

struct AppendRecord {
  TreeSize published;
  TreeSize signed_size;
  bool publish = true;
};

// Nothing when there is none. malformed: the file is something else.
Result<std::optional<AppendRecord>> read_append_record(const LogDir& log);
// Durable when this returns. The stage is there.
Status write_append_record(const LogDir& log, const AppendRecord& record);

}  // namespace tlog
