#pragma once
// What of a log a mirror has to ask for, by the sizes alone.
//
// Every new entry bundle, once. Level-0 tiles are never asked for: their hashes are those of the entries. The tiles
// above, n/65,536 of them, are what each bundle is checked against by itself; where the few new bundles come in one
// step, not even those are needed: together with what is held the bundles give the root or they do not.

#include <cstdint>
#include <functional>

#include "libcore/base/types.h"
#include "libcore/tiles/tile.h"

namespace tlog {

// So many whole bundles are proved by the root alone. Where they do not give it, the tiles above say which one is at
// fault, and the bundles were fetched for nothing.
constexpr uint64_t kFewBundles = 8;

// A step has no more entries, whatever is asked for: what must be known of it is in memory, some 5 MB then.
constexpr uint64_t kMaxStep = uint64_t{1} << 24;

// Where the step ends that begins at `next`: `every` entries later, at the end of a bundle or of the tree.
uint64_t end_of_step(uint64_t next, uint64_t every, TreeSize size);

// Can what is new be proved by the root alone, in one step?
bool grows_by_few(uint64_t next, uint64_t every, TreeSize size);

// Calls `visit` for each object that is needed to hold a tree of `size` where its first `next` entries are held; stops
// when it returns false.
void for_each_needed(uint64_t next, uint64_t every, TreeSize size, const std::function<bool(const TileId&)>& visit);

}  // namespace tlog
