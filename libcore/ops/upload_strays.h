#pragma once
// What is in a store and not of the log that was uploaded there: what the loser of two uploads sent, the rest of
// another log, files of other people. Nothing is removed.

#include <cstdint>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/store/log_dir.h"
#include "libcore/store/object_store.h"
#include "libcore/tiles/tile.h"

namespace tlog {

// Does a tree of this size have the object, or had one that grew into it?
bool had_object(TreeSize size, const TileId& tile);

// Emits a `stray_object` record for each object of `store` that `log`, whose published tree has `size` entries, does
// not have and never had, sorted by key; the number of them. Bytes are not looked at. Errors of ObjectStore::list().
// config: there are too many.
Result<uint64_t> tell_strays(ObjectStore& store, const LogDir& log, TreeSize size, Host& host);

}  // namespace tlog
