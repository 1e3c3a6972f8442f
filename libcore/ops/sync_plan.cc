#include "libcore/ops/sync_plan.h"

#include <algorithm>

#include "libcore/tiles/tree_edge.h"

namespace tlog {

uint64_t end_of_step(uint64_t next, uint64_t every, TreeSize size) {
  const uint64_t left = size.value - next, step = std::min(every, kMaxStep);
  if (step >= left) return size.value;
  const uint64_t end = next + step;  // below the size: no overflow
  return std::min(size.value, (end + kTileWidth - 1) / kTileWidth * kTileWidth);
}

bool grows_by_few(uint64_t next, uint64_t every, TreeSize size) {
  return size.value / kTileWidth - next / kTileWidth <= kFewBundles && end_of_step(next, every, size) == size.value;
}

void for_each_needed(uint64_t next, uint64_t every, TreeSize size, const std::function<bool(const TileId&)>& visit) {
  if (next >= size.value) return;
  if (!grows_by_few(next, every, size)) {
    for (const TileId& tile : TreeEdge::tiles(size)) {
      if (tile.level > 0 && !visit(tile)) return;
    }
    uint64_t first = next / kTileWidth;  // of the hashes of the level that are new
    for (int level = 1; hashes_at_level(level, size) >= kTileWidth; level++) {
      for (uint64_t index = first / kTileWidth; index < hashes_at_level(level, size) / kTileWidth; index++) {
        if (!visit({level, index, kTileWidth})) return;
      }
      first /= kTileWidth;
    }
  }
  for (uint64_t index = next / kTileWidth; index * kTileWidth < size.value; index++) {
    if (!visit({kEntriesLevel, index, std::min(kTileWidth, size.value - index * kTileWidth)})) return;
  }
}

}  // namespace tlog
