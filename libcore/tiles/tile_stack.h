#pragma once
// The tiles above level 0 of a tree that grows by whole level-0 tiles. Holds one unfinished tile a level, so its memory
// does not depend on the size of the tree, and nothing that was written is ever read again.

#include <functional>
#include <span>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/tiles/tile.h"
#include "libcore/tiles/tree_edge.h"

namespace tlog {

class TileStack {
 public:
  // `put` gets every finished tile, in an order in which a tile comes after those below it.
  using Put = std::function<Status(const TileId&, std::span<const Hash>)>;
  explicit TileStack(Put put) : put_(std::move(put)) {}
  // `start` is the edge of the tree that is there already, but for its level-0 row.
  TileStack(const TreeEdge& start, Put put);

  // The root of the next whole level-0 tile.
  Status append(const Hash& tile_root);
  // Hands out the partial tiles.
  Status finish();
  // The hashes of the partial tiles, as a TreeEdge has them; none of level 0.
  std::vector<std::vector<Hash>> rows() const;

 private:
  struct Level {
    uint64_t index = 0;  // of the unfinished tile
    std::vector<Hash> hashes;
  };
  Put put_;
  std::vector<Level> levels_;  // levels_[0] is level 1
};

}  // namespace tlog
