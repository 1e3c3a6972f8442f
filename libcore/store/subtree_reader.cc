#include "libcore/store/subtree_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "libcore/base/assert.h"
#include "libcore/merkle/tree.h"

namespace tlog {

Result<std::optional<std::vector<Hash>>> read_tile(const LogDir& log, const TileId& tile, std::string* fault) {
  auto object = read_object(log, tile);
  if (!object) {
    const Errc code = object.error().code();
    if (code != Errc::kNotFound && code != Errc::kMalformed) return std::move(object).error();
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

Result<std::optional<Hash>> SubtreeReader::root_of(const SubtreeId& subtree) {
  const int level = static_cast<int>(subtree.level / kTileHeight);
  const unsigned rows = subtree.level % kTileHeight;
  const uint64_t first = subtree.index << rows;  // of the tile's own hashes that are below the subtree
  const uint64_t available = hashes_at_level(level, size_);
  ASSERT(first + (uint64_t{1} << rows) <= available);
  const uint64_t index = first / kTileWidth;
  const TileId tile{level, index, std::min(kTileWidth, available - index * kTileWidth)};
  auto known = tiles_.find(tile);
  if (known == tiles_.end()) {
    std::string fault;
    TRY(auto hashes, read_tile(log_, tile, &fault));
    if (!hashes) {
      fault_ = tile_path(tile) + ": " + fault;
      return std::optional<Hash>();
    }
    known = tiles_.emplace(tile, *std::move(hashes)).first;
  }
  const auto begin = known->second.begin() + static_cast<ptrdiff_t>(first % kTileWidth);
  std::vector<Hash> hashes(begin, begin + (ptrdiff_t{1} << rows));
  return std::optional(hash_perfect(hashes));
}

}  // namespace tlog
