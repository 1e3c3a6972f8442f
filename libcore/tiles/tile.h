#pragma once
// The objects of a tiled log, C2SP tlog-tiles: hash tiles and entry bundles, 256 wide, and their paths.
//
//   path    = "tile/" level "/" number [".p/" width]
//   level   = "0" .. "63" without leading zero, or "entries" for a bundle
//   number  = groups of three digits, all but the last with an "x" before:  1234067 -> x001/x234/067
//   width   = "1" .. "255" without leading zero, for a partial object only
//
//   tile/0/000   tile/0/x001/234.p/5   tile/entries/273.p/112

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libcore/base/types.h"

namespace tlog {

constexpr unsigned kTileHeight = 8;
constexpr uint64_t kTileWidth = 256;
constexpr size_t kFullTileBytes = kTileWidth * sizeof(Hash);  // 8,192
constexpr int kMaxTileLevel = 63;
constexpr int kEntriesLevel = -1;  // entry bundles, which stand below level 0

struct TileId {
  int level = 0;                // kEntriesLevel .. kMaxTileLevel
  uint64_t index = 0;           // within the level
  uint64_t width = kTileWidth;  // 1 .. kTileWidth
  auto operator<=>(const TileId&) const = default;
};

// The content of a hash tile.
inline std::string_view hash_bytes(std::span<const Hash> hashes) {
  return {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(Hash)};
}

std::string tile_path(const TileId& tile);
// Nothing when the path is not exactly what tile_path() writes.
std::optional<TileId> parse_tile_path(std::string_view path);

// How many whole subtrees of a tile's child height a tree has at `level`: floor(size / 256^level).
uint64_t hashes_at_level(int level, TreeSize size);

// Does a tree of this size have this object?
bool has_object(TreeSize size, const TileId& tile);

// Calls `visit` for every object of a tree of this size, level by level from the bundles up, each from left to right;
// stops when it returns false.
void for_each_object(TreeSize size, const std::function<bool(const TileId&)>& visit);
// The same for the objects that a tree of size `from` lacks.
void for_each_new_object(TreeSize from, TreeSize size, const std::function<bool(const TileId&)>& visit);
// How many a tree has: 1,569 for 200,000 entries.
uint64_t count_objects(TreeSize size);

}  // namespace tlog
