#include "libcore/ops/upload_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "libcore/merkle/tree.h"
#include "libcore/ops/log_objects.h"
#include "libcore/ops/upload_strays.h"

namespace tlog {

namespace {

// The tile with this number as a tree of this size has it.
TileId tile_of(TreeSize size, int level, uint64_t index) {
  return {level, index, std::min(kTileWidth, hashes_at_level(level, size) - index * kTileWidth)};
}

std::vector<Hash> hashes_in(const TileId& tile, Result<StoredObject> object, std::vector<ObjectFault>& faults) {
  if (tile.level != kEntriesLevel) return hashes_of(tile, std::move(object), faults).value_or(std::vector<Hash>());
  if (object) object = plain_object(*std::move(object));
  return leaves_of(tile, object, faults);
}

}  // namespace

Result<std::string> fault_of_object(const LogDir& log, TreeSize size, const TileId& tile, const std::string& bytes) {
  std::vector<ObjectFault> faults;
  std::vector<Hash> hashes = hashes_in(tile, StoredObject{tile, bytes}, faults);
  if (hashes.empty()) return faults.empty() ? std::string("has no hashes") : faults[0].reason;
  if (!had_object(size, tile)) return std::string();

  const bool full_tile = tile.level != kEntriesLevel && tile.width == kTileWidth;
  const TileId above = full_tile ? tile_of(size, tile.level + 1, tile.index / kTileWidth)
                                 : tile_of(size, std::max(tile.level, 0), tile.index);
  if (above == tile) return std::string();  // of the edge
  auto object = read_object(log, above);
  if (!object && object.error().code() != Errc::kMalformed) return std::move(object).error();
  const std::vector<Hash> right = hashes_in(above, std::move(object), faults);
  if (right.empty()) return fmt::format("{} {}", faults.back().path, faults.back().reason);
  const bool same = full_tile ? hash_perfect(hashes) == right[tile.index % kTileWidth]
                              : std::equal(hashes.begin(), hashes.end(), right.begin());
  return same ? std::string() : fmt::format("its hashes are not those in {}", tile_path(above));
}

}  // namespace tlog
