#pragma once
// Looking at an object of a log before it travels: what is sent is served for ever, and is never replaced.

#include <string>

#include "libcore/base/result.h"
#include "libcore/store/log_dir.h"
#include "libcore/tiles/tile.h"

namespace tlog {

// What is wrong with `bytes`, which are those of the object `tile` of `log`, whose published tree has `size` entries;
// empty: nothing. They must have the hashes that the next object towards the root has of them: so where all new objects
// are looked at, and the edge of the tree is proved, everything is. Of an object that the tree does not have yet only
// the form is looked at. Errors where that next object cannot be read.
Result<std::string> fault_of_object(const LogDir& log, TreeSize size, const TileId& tile, const std::string& bytes);

}  // namespace tlog
