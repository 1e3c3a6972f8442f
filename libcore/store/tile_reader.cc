#include "libcore/store/tile_reader.h"

#include <fmt/format.h>

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

Result<bool> SubtreeReader::fetch() {
  std::vector<TileId> wanted;
  for (const auto& [tile, hashes] : tiles_) {
    if (hashes.empty()) wanted.push_back(tile);
  }
  std::vector<Result<StoredObject>> objects = log_.objects(wanted);
  for (size_t i = 0; i < wanted.size(); i++) {
    std::string fault;
    TRY(auto hashes, tile_hashes(wanted[i], std::move(objects[i]), &fault));
    if (!hashes) {
      fault_ = log_.name_of(wanted[i]) + ": " + fault;
      return false;
    }
    tiles_[wanted[i]] = *std::move(hashes);
  }
  return true;
}

Hash SubtreeReader::root_of(const SubtreeId& subtree) const {
  const auto known = tiles_.find(tile_of(subtree));
  ASSERT(known != tiles_.end() && !known->second.empty());
  const unsigned rows = subtree.level % kTileHeight;
  const auto begin = known->second.begin() + static_cast<ptrdiff_t>((subtree.index << rows) % kTileWidth);
  std::vector<Hash> hashes(begin, begin + (ptrdiff_t{1} << rows));
  return hash_perfect(hashes);
}

Hash SubtreeReader::root_of(std::span<const SubtreeId> subtrees) const {
  std::vector<Hash> roots;
  for (const SubtreeId& subtree : subtrees) roots.push_back(root_of(subtree));
  return join_subtrees(roots);
}

}  // namespace tlog
