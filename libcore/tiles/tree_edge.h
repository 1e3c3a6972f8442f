#pragma once
// The right edge of a tree: the hashes of its partial tiles, which is all that must be known of a tree to grow it.

#include <vector>

#include "libcore/base/types.h"
#include "libcore/merkle/tree.h"
#include "libcore/tiles/tile.h"

namespace tlog {

struct TreeEdge {
  TreeSize size;
  std::vector<std::vector<Hash>> rows;  // rows[level]: of the partial tile; empty where there is none

  // The partial tiles of a tree of this size, from level 0 up.
  static std::vector<TileId> tiles(TreeSize size);

  // What the rows from `level` up cover: from the first leaf to where the row below begins.
  CompactRange tree(size_t level) const;
};

}  // namespace tlog
