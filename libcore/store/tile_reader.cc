#include "libcore/store/tile_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "libcore/base/assert.h"
#include "libcore/merkle/tree.h"

namespace tlog {

Result<std::optional<std::vector<Hash>>> tile_hashes(const TileId& tile, Result<StoredObject> object,
                                                     std::string* fault) {
  if (!object) {
    if (!is_object_fault(object.error())) return std::move(object).error();
    *fault = object_fault(object.error());
    return std::optional<std::vector<Hash>>();
  }
  const size_t expected = object->stored.width * sizeof(Hash);
  if (object->bytes.size() != expected) {
    *fault = fmt::format("is {} bytes long, not {}", object->bytes.size(), expected);
    return std::optional<std::vector<Hash>>();
  }
  std::vector<Hash> hashes(tile.width);
  std::memcpy(hashes.data(), object->bytes.data(), tile.width * sizeof(Hash));
  return std::optional(std::move(hashes));
}

Result<std::optional<std::vector<Hash>>> read_tile(LogReader& log, const TileId& tile, std::string* fault) {
  return tile_hashes(tile, std::move(log.objects({&tile, 1})[0]), fault);
}

TileId SubtreeReader::tile_of(const SubtreeId& subtree) const {
  const int level = static_cast<int>(subtree.level / kTileHeight);
  const unsigned rows = subtree.level % kTileHeight;
  const uint64_t first = subtree.index << rows;  // of the tile's own hashes that are below the subtree
  const uint64_t available = hashes_at_level(level, size_);
  ASSERT(first + (uint64_t{1} << rows) <= available);
  const uint64_t index = first / kTileWidth;
  return {level, index, std::min(kTileWidth, available - index * kTileWidth)};
}

void SubtreeReader::plan(const SubtreeId& subtree) { tiles_.try_emplace(tile_of(subtree)); }

void SubtreeReader::plan(std::span<const SubtreeId> subtrees) {
  for (const SubtreeId& subtree : subtrees) plan(subtree);
}

Result<bool> SubtreeReader::fetch() {
  std::vector<TileId> wanted;
  for (const auto& [tile, known] : tiles_) {
    if (known.rows.empty()) wanted.push_back(tile);
  }
  fault_.clear();
  std::vector<Result<StoredObject>> objects = log_.objects(wanted);
  for (size_t i = 0; i < wanted.size(); i++) {
    Tile& tile = tiles_[wanted[i]];
    tile.fault.clear();
    std::string fault;
    TRY(auto hashes, tile_hashes(wanted[i], std::move(objects[i]), &fault));
    if (hashes) {
      tile.rows.push_back(*std::move(hashes));
      while (tile.rows.back().size() > 1) tile.rows.push_back(hash_row(tile.rows.back()));
    } else {
      tile.fault = log_.name_of(wanted[i]) + ": " + fault;
      if (fault_.empty()) fault_ = tile.fault;
    }
  }
  return fault_.empty();
}

const std::string* SubtreeReader::fault_of(const SubtreeId& subtree) const {
  const auto known = tiles_.find(tile_of(subtree));
  ASSERT(known != tiles_.end());
  return known->second.fault.empty() ? nullptr : &known->second.fault;
}

Hash SubtreeReader::root_of(const SubtreeId& subtree) const {
  const auto known = tiles_.find(tile_of(subtree));
  ASSERT(known != tiles_.end());
  const unsigned row = subtree.level % kTileHeight;
  ASSERT(row < known->second.rows.size());
  // A tile has kTileWidth >> row of these; a subtree of a level that is a multiple of kTileHeight is a hash of the
  // tile.
  return known->second.rows[row][subtree.index % (kTileWidth >> row)];
}

Hash SubtreeReader::root_of(std::span<const SubtreeId> subtrees) const {
  std::vector<Hash> roots;
  for (const SubtreeId& subtree : subtrees) roots.push_back(root_of(subtree));
  return join_subtrees(roots);
}

}  // namespace tlog
