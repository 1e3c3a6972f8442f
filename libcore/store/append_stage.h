#pragma once
// Where an append builds what no reader may see yet: `.tlog/stage/tile/...`, the objects that the new tree has and the
// old one lacks. Signing the new tree is what makes them part of the log; then they are linked into their places.
//
// No further record is needed to recover: an object in the stage is one of the signed tree exactly when the append that
// made it came to sign, because none of the old tree's objects is ever staged, and because all of them were durable
// before.

#include <memory>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/store/log_dir.h"
#include "libcore/store/log_sync.h"

namespace tlog {

class AppendStage {
 public:
  // An empty stage for a log that has `base` entries; what is in the stage is thrown away. config: see LogSync.
  static Result<std::unique_ptr<AppendStage>> begin(const LogDir& log, TreeSize base, bool sync_each);

  // Stages one object, unless the old tree has it or it is in its place already.
  // cannot_create: something else is in its place.
  // Callable from several threads.
  Status put(const TileId& tile, std::string_view bytes);

  // Makes all of it durable.
  Status sync() const { return sync_.all(LogDir(log_).stage()); }

 private:
  AppendStage(LogDir log, TreeSize base, LogSync sync) : log_(std::move(log)), base_(base), sync_(std::move(sync)) {}
  Result<bool> in_place(const TileId& tile, std::string_view bytes) const;

  LogDir log_;
  TreeSize base_;
  LogSync sync_;
};

// Links what the stage has of the tree that was signed into its place, and makes that durable. May be done again.
// False when there is nothing. cannot_create: something else is in the place of an object.
Result<bool> link_staged(const LogDir& log, TreeSize signed_size);

// Removes the stage with all that is in it. Errors are passed over: whoever comes next finds what is left.
void discard_stage(const LogDir& log);

}  // namespace tlog
