#include "libcore/tiles/tile_stack.h"

#include "libcore/merkle/tree.h"

namespace tlog {

TileStack::TileStack(const TreeEdge& start, Put put) : put_(std::move(put)) {
  for (size_t level = 1; level < start.rows.size(); level++) {
    levels_.push_back({hashes_at_level(static_cast<int>(level), start.size) / kTileWidth, start.rows[level]});
  }
}

Status TileStack::append(const Hash& tile_root) {
  Hash root = tile_root;
  for (size_t i = 0;; i++) {
    if (i == levels_.size()) levels_.emplace_back();
    Level& level = levels_[i];
    level.hashes.push_back(root);
    if (level.hashes.size() < kTileWidth) return {};
    CHECK(put_({static_cast<int>(i) + 1, level.index, kTileWidth}, level.hashes));
    root = hash_perfect(level.hashes);
    level.hashes.clear();
    level.index++;
  }
}

Status TileStack::finish() {
  for (size_t i = 0; i < levels_.size(); i++) {
    const Level& level = levels_[i];
    if (level.hashes.empty()) continue;
    CHECK(put_({static_cast<int>(i) + 1, level.index, level.hashes.size()}, level.hashes));
  }
  return {};
}

std::vector<std::vector<Hash>> TileStack::rows() const {
  std::vector<std::vector<Hash>> rows(levels_.size() + 1);
  for (size_t i = 0; i < levels_.size(); i++) rows[i + 1] = levels_[i].hashes;
  return rows;
}

}  // namespace tlog
