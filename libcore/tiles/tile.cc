#include "libcore/tiles/tile.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/assert.h"
#include "libcore/base/number.h"

namespace tlog {

namespace {

constexpr std::string_view kPrefix = "tile/", kEntries = "entries", kPartial = ".p/";
constexpr size_t kMaxPathBytes = 128;  // longer than the path of any tile

}  // namespace

std::string tile_path(const TileId& tile) {
  ASSERT(tile.width >= 1 && tile.width <= kTileWidth);
  std::string path(kPrefix);
  if (tile.level == kEntriesLevel) {
    path += kEntries;
  } else {
    path += std::to_string(tile.level);
  }
  path.push_back('/');
  std::string number = fmt::format("{:03}", tile.index % 1000);
  for (uint64_t rest = tile.index / 1000; rest > 0; rest /= 1000) number.insert(0, fmt::format("x{:03}/", rest % 1000));
  path += number;
  if (tile.width < kTileWidth) {
    path += kPartial;
    path += std::to_string(tile.width);
  }
  return path;
}

std::optional<TileId> parse_tile_path(std::string_view path) {
  if (path.size() > kMaxPathBytes || !path.starts_with(kPrefix)) return std::nullopt;
  std::string_view rest = path.substr(kPrefix.size());
  TileId tile;
  const size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view level = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  if (level == kEntries) {
    tile.level = kEntriesLevel;
  } else if (const auto number = parse_u64(level, kMaxTileLevel)) {
    tile.level = static_cast<int>(*number);
  } else {
    return std::nullopt;
  }
  if (const size_t partial = rest.find(kPartial); partial != std::string_view::npos) {
    const auto width = parse_u64(rest.substr(partial + kPartial.size()), kTileWidth - 1);
    if (!width || *width == 0) return std::nullopt;
    tile.width = *width;
    rest = rest.substr(0, partial);
  }
  std::string digits;
  for (char c : rest) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  const size_t leading = std::min(digits.find_first_not_of('0'), digits.size() - (digits.empty() ? 0 : 1));
  const auto index = parse_u64(std::string_view(digits).substr(digits.empty() ? 0 : leading));
  if (!index) return std::nullopt;
  tile.index = *index;
  if (tile_path(tile) != path) return std::nullopt;
  return tile;
}

uint64_t hashes_at_level(int level, TreeSize size) {
  ASSERT(level >= 0 && level <= kMaxTileLevel);
  const unsigned shift = static_cast<unsigned>(level) * kTileHeight;
  return shift >= 64 ? 0 : size.value >> shift;
}

bool has_object(TreeSize size, const TileId& tile) {
  const uint64_t hashes = hashes_at_level(std::max(tile.level, 0), size);
  if (tile.width == kTileWidth) return tile.index < hashes / kTileWidth;
  return tile.index == hashes / kTileWidth && tile.width == hashes % kTileWidth;
}

void for_each_object(TreeSize size, const std::function<bool(const TileId&)>& visit) {
  for_each_new_object(TreeSize{0}, size, visit);
}

void for_each_new_object(TreeSize from, TreeSize size, const std::function<bool(const TileId&)>& visit) {
  for (int level = kEntriesLevel; level <= kMaxTileLevel; level++) {
    const uint64_t hashes = hashes_at_level(std::max(level, 0), size);
    const uint64_t before = hashes_at_level(std::max(level, 0), from);
    if (hashes == 0) return;
    for (uint64_t index = before / kTileWidth; index < hashes / kTileWidth; index++) {
      if (!visit({level, index, kTileWidth})) return;
    }
    const uint64_t width = hashes % kTileWidth;
    if (width > 0 && hashes != before && !visit({level, hashes / kTileWidth, width})) return;
  }
}

uint64_t count_objects(TreeSize size) {
  uint64_t count = 0;
  for (int level = kEntriesLevel; level <= kMaxTileLevel; level++) {
    const uint64_t hashes = hashes_at_level(std::max(level, 0), size);
    count += (hashes + kTileWidth - 1) / kTileWidth;
  }
  return count;
}

}  // namespace tlog
