#include "libcore/tiles/tree_edge.h"

namespace tlog {

std::vector<TileId> TreeEdge::tiles(TreeSize size) {
  std::vector<TileId> tiles;
  for (int level = 0; level <= kMaxTileLevel; level++) {
    const uint64_t hashes = hashes_at_level(level, size);
    if (hashes % kTileWidth > 0) tiles.push_back({level, hashes / kTileWidth, hashes % kTileWidth});
  }
  return tiles;
}

CompactRange TreeEdge::tree(size_t level) const {
  CompactRange tree;
  for (size_t i = rows.size(); i-- > level;) {
    for (const Hash& hash : rows[i]) tree.append_subtree(static_cast<unsigned>(i) * kTileHeight, hash);
  }
  return tree;
}

}  // namespace tlog
